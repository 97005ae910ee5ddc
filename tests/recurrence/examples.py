"""The examples of RFC 5545 section 3.8.5.3 (DTSTART in America/New_York), as a table.

The expected starts are written out by hand from the RFC's lists, never computed by a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

NEW_YORK = "America/New_York"


@dataclass(frozen=True, slots=True)
class Example:
    """A rule, DTSTART, and the first starts; `ends` if there are no more."""

    words: str
    rule: str
    start: datetime
    starts: tuple[datetime, ...]
    ends: bool


def example(words: str, rule: str, days: str, *, ends: bool, at: str = "09:00") -> Example:
    """`days` are like "1997 Sep 2,4-6; Oct 1; 1998 Jan 5"; each has the times `at`."""
    starts = tuple(
        day + timedelta(hours=int(hour), minutes=int(minute))
        for day in _days(days)
        for hour, minute in (time.split(":") for time in at.split())
    )
    return Example(words, rule, starts[0], starts, ends)


def _days(text: str) -> Iterator[datetime]:
    year = 0
    for part in text.split(";"):
        *years, month, numbers = part.split()
        if years:
            year = int(years[0])
        for number in numbers.split(","):
            first, _, last = number.partition("-")
            for day in range(int(first), int(last or first) + 1):
                yield datetime.strptime(f"{year} {month} {day}", "%Y %b %d")  # noqa: DTZ007


EXAMPLES = (
    example("daily, 10 times", "FREQ=DAILY;COUNT=10", "1997 Sep 2-11", ends=True),
    example(
        "daily until 24 December",
        "FREQ=DAILY;UNTIL=19971224T000000Z",
        "1997 Sep 2-30; Oct 1-31; Nov 1-30; Dec 1-23",
        ends=True,
    ),
    example(
        "every other day",
        "FREQ=DAILY;INTERVAL=2",
        "1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; Oct 2,4,6",
        ends=False,
    ),
    example(
        "every 10 days, 5 times",
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        "1997 Sep 2,12,22; Oct 2,12",
        ends=True,
    ),
    example(
        "every day in January, yearly",
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31",
        ends=True,
    ),
    example(
        "every day in January, daily",
        "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
        "1998 Jan 1-31; 1999 Jan 1-31; 2000 Jan 1-31",
        ends=True,
    ),
    example(
        "weekly, 10 times",
        "FREQ=WEEKLY;COUNT=10",
        "1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4",
        ends=True,
    ),
    example(
        "weekly until 24 December",
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "1997 Sep 2,9,16,23,30; Oct 7,14,21,28; Nov 4,11,18,25; Dec 2,9,16,23",
        ends=True,
    ),
    example(
        "every other week",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "1997 Sep 2,16,30; Oct 14,28; Nov 11,25; Dec 9,23; 1998 Jan 6,20; Feb 3,17",
        ends=False,
    ),
    example(
        "Tuesday and Thursday for five weeks, by UNTIL",
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        "1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2",
        ends=True,
    ),
    example(
        "Tuesday and Thursday for five weeks, by COUNT",
        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
        "1997 Sep 2,4,9,11,16,18,23,25,30; Oct 2",
        ends=True,
    ),
    example(
        "every other week on Monday, Wednesday and Friday",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "1997 Sep 1,3,5,15,17,19,29; Oct 1,3,13,15,17,27,29,31; Nov 10,12,14,24,26,28; "
        "Dec 8,10,12,22",
        ends=True,
    ),
    example(
        "every other week on Tuesday and Thursday, 8 times",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        "1997 Sep 2,4,16,18,30; Oct 2,14,16",
        ends=True,
    ),
    example(
        "monthly on the first Friday, 10 times",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "1997 Sep 5; Oct 3; Nov 7; Dec 5; 1998 Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5",
        ends=True,
    ),
    example(
        "monthly on the first Friday until 24 December",
        "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        "1997 Sep 5; Oct 3; Nov 7; Dec 5",
        ends=True,
    ),
    example(
        "every other month on the first and last Sunday",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "1997 Sep 7,28; Nov 2,30; 1998 Jan 4,25; Mar 1,29; May 3,31",
        ends=True,
    ),
    example(
        "monthly on the second to last Monday",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "1997 Sep 22; Oct 20; Nov 17; Dec 22; 1998 Jan 19; Feb 16",
        ends=True,
    ),
    example(
        "monthly on the third to last day",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "1997 Sep 28; Oct 29; Nov 28; Dec 29; 1998 Jan 29; Feb 26",
        ends=False,
    ),
    example(
        "monthly on the 2nd and 15th",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "1997 Sep 2,15; Oct 2,15; Nov 2,15; Dec 2,15; 1998 Jan 2,15",
        ends=True,
    ),
    example(
        "monthly on the first and last day",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "1997 Sep 30; Oct 1,31; Nov 1,30; Dec 1,31; 1998 Jan 1,31; Feb 1",
        ends=True,
    ),
    example(
        "every 18 months on the 10th to 15th",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "1997 Sep 10-15; 1999 Mar 10-13",
        ends=True,
    ),
    example(
        "every Tuesday, every other month",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "1997 Sep 2,9,16,23,30; Nov 4,11,18,25; 1998 Jan 6,13,20,27; Mar 3,10,17,24,31",
        ends=False,
    ),
    example(
        "yearly in June and July",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "1997 Jun 10; Jul 10; 1998 Jun 10; Jul 10; 1999 Jun 10; Jul 10; 2000 Jun 10; Jul 10; "
        "2001 Jun 10; Jul 10",
        ends=True,
    ),
    example(
        "every other year in January, February and March",
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "1997 Mar 10; 1999 Jan 10; Feb 10; Mar 10; 2001 Jan 10; Feb 10; Mar 10; "
        "2003 Jan 10; Feb 10; Mar 10",
        ends=True,
    ),
    example(
        "every third year on day 1, 100 and 200",
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "1997 Jan 1; Apr 10; Jul 19; 2000 Jan 1; Apr 9; Jul 18; 2003 Jan 1; Apr 10; Jul 19; "
        "2006 Jan 1",
        ends=True,
    ),
    example(
        "yearly on the 20th Monday",
        "FREQ=YEARLY;BYDAY=20MO",
        "1997 May 19; 1998 May 18; 1999 May 17",
        ends=False,
    ),
    example(
        "yearly on Monday of week 20",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "1997 May 12; 1998 May 11; 1999 May 17",
        ends=False,
    ),
    example(
        "every Thursday in March",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "1997 Mar 13,20,27; 1998 Mar 5,12,19,26; 1999 Mar 4,11,18,25",
        ends=False,
    ),
    example(
        "every Thursday in summer",
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "1997 Jun 5,12,19,26; Jul 3,10,17,24,31; Aug 7,14,21,28; "
        "1998 Jun 4,11,18,25; Jul 2,9,16,23,30; Aug 6,13,20,27",
        ends=False,
    ),
    example(
        "every Friday the 13th",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "1998 Feb 13; Mar 13; Nov 13; 1999 Aug 13; 2000 Oct 13",
        ends=False,
    ),
    example(
        "the first Saturday after the first Sunday",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "1997 Sep 13; Oct 11; Nov 8; Dec 13; 1998 Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13",
        ends=False,
    ),
    example(
        "U.S. Presidential Election day",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "1996 Nov 5; 2000 Nov 7; 2004 Nov 2",
        ends=False,
    ),
    example(
        "the third Tuesday, Wednesday or Thursday",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "1997 Sep 4; Oct 7; Nov 6",
        ends=True,
    ),
    example(
        "the second to last weekday",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "1997 Sep 29; Oct 30; Nov 27; Dec 30; 1998 Jan 29; Feb 26; Mar 30",
        ends=False,
    ),
    example(
        "every 3 hours until 17:00",
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
        "1997 Sep 2",
        at="09:00 12:00 15:00",
        ends=True,
    ),
    example(
        "every 20 minutes from 09:00 to 16:40",
        "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
        "1997 Sep 2,3",
        at="09:00 09:20 09:40 10:00 10:20 10:40 11:00 11:20 11:40 12:00 12:20 12:40 "
        "13:00 13:20 13:40 14:00 14:20 14:40 15:00 15:20 15:40 16:00 16:20 16:40",
        ends=False,
    ),
    example(
        "WKST=MO",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "1997 Aug 5,10,19,24",
        ends=True,
    ),
    example(
        "WKST=SU",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "1997 Aug 5,17,19,31",
        ends=True,
    ),
    example(
        "no WKST, which is MO",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU",
        "1997 Aug 5,10,19,24",
        ends=True,
    ),
    example(
        "a date that does not exist is left out",
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "2007 Jan 15,30; Feb 15; Mar 15,30",
        ends=True,
    ),
)
"""Left out: the examples of 15 minutes, 90 minutes and FREQ=MINUTELY, which are refused, and
those that only spell another rule of the table differently."""
