// The cards of the simulated gateway. A real one brings its own form, and gives a token like these for what is typed there.
export const cards = [
  ["tok_success", "A card that pays"], ["tok_declined", "A card that is declined"],
  ["tok_timeout", "A card whose bank answers late"], ["tok_unreachable", "A card whose bank is away for a while"],
];
