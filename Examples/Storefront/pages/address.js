// Postal addresses.
import { field } from "../dom.js";

const COUNTRIES = ["US", "AT", "AU", "CA", "CH", "DE", "ES", "FR", "GB", "IT", "JP", "NL", "PL", "SE"];
const names = new Intl.DisplayNames(["en"], { type: "region" });
const FIELDS = [
  ["Full name", "full_name", "name"], ["Street and number", "address_line1", "address-line1"], ["Further line", "address_line2", "address-line2"],
  ["Postal code", "postal_code", "postal-code"], ["City", "city", "address-level2"], ["State", "state", "address-level1"],
];

export const addressFields = () => [
  ...FIELDS.map(([label, name, autocomplete]) => field(label, name, { autocomplete })),
  field("Country", "country", { options: COUNTRIES.map((code) => [code, names.of(code)]), autocomplete: "country" }),
];

export const addressOf = (fields) => Object.fromEntries([...FIELDS.map(([, name]) => name), "country"].map((name) => [name, fields[name]]));

export const addressText = (each) =>
  [each.full_name, each.address_line1, each.address_line2, `${each.postal_code} ${each.city}`, each.state, names.of(each.country)].filter(Boolean).join(", ");
