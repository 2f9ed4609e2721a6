// The moments at which every journey with the tag @date is made too: where days, months, years and offsets change, and days
// on which little can be booked. Oslo is an hour ahead of UTC in winter, two in summer.
export interface Moment {
    name: string;
    at: string;
}

export const moments: Moment[] = [
    { name: 'late in November, when few free days of the month are left', at: '2026-11-24T13:00:00Z' },
    { name: 'the last evening of a month of 30 days', at: '2026-11-30T21:30:00Z' },
    { name: 'the eve of Christmas, before a closed week', at: '2026-12-23T17:00:00Z' },
    { name: 'a holiday', at: '2026-12-25T11:00:00Z' },
    { name: 'the last minute of a year', at: '2026-12-31T22:59:00Z' },
    { name: 'the first minute of a year', at: '2026-12-31T23:00:00Z' },
    { name: 'the last evening of January, before the shortest month', at: '2027-01-31T21:00:00Z' },
    { name: 'the last minutes of February', at: '2027-02-28T22:50:00Z' },
    { name: 'a Sunday', at: '2027-03-14T12:00:00Z' },
    { name: 'the evening before the clocks go forward', at: '2027-03-27T21:00:00Z' },
    { name: 'the last second before the clocks go forward', at: '2027-03-28T00:59:50Z' },
    { name: 'just after the clocks went forward', at: '2027-03-28T01:00:00Z' },
    { name: 'a national holiday in the middle of a week', at: '2027-05-17T09:00:00Z' },
    { name: 'one minute to midnight', at: '2027-06-29T21:59:00Z' },
    { name: 'midnight in Oslo, while UTC has the day before', at: '2027-06-29T22:01:00Z' },
    { name: 'the middle of a month', at: '2027-07-15T10:00:00Z' },
    { name: 'a Saturday evening at the end of a month', at: '2027-07-31T19:00:00Z' },
    { name: 'the repeated hour, the first time', at: '2027-10-31T00:30:00Z' },
    { name: 'the repeated hour, the second time', at: '2027-10-31T01:30:00Z' },
    { name: 'midnight in UTC', at: '2027-11-30T00:00:00Z' },
    { name: 'the evening before a leap day', at: '2028-02-28T22:50:00Z' },
    { name: 'a leap day', at: '2028-02-29T11:00:00Z' },
    { name: 'the day after a leap day', at: '2028-03-01T06:00:00Z' },
    { name: 'a year after a leap day, on the last of February', at: '2029-02-28T16:00:00Z' },
];
