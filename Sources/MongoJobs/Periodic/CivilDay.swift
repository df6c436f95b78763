/// A day of the Gregorian calendar, without a time zone.
struct CivilDay: Hashable {
    let month: Int
    let dayOfMonth: Int
    /// 0 is Sunday.
    let dayOfWeek: Int

    /// - Parameter number: days since the first of January 1970.
    init(number: Int) {
        // Years begin in March here, so that the day that is there every four years is their last.
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        self.dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        self.month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.dayOfWeek = ((number + 4) % 7 + 7) % 7
    }
}
