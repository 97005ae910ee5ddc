// The theme of the grid, a plugin of FullCalendar: hands out the class names of grid.css.
const join = (...names) => names.filter(Boolean).join(" ");

const dayClass = (name) => (info) =>
  join(
    name,
    info.isToday && `${name}--today`,
    (info.dow === 0 || info.dow === 6) && `${name}--weekend`,
    info.isOther && `${name}--other`,
  );

const entryClass = (info) => {
  const { colour, flags, rest } = info.event.extendedProps;
  if (rest) return "grid-entry grid-entry--rest";
  return join(
    "grid-entry",
    colour && `accent--${colour}`,
    info.isPast && "grid-entry--past",
    flags.includes("d") && "grid-entry--done",
    flags.includes("p") && "grid-entry--dimmed",
    info.isDragging && "grid-entry--dragged",
    info.isSelected && "grid-entry--lifted",
    info.isStart && "grid-entry--start",
    info.isEnd && "grid-entry--end",
  );
};

const grip = (edge, kind) => (info) => {
  const stretches = edge === "start" ? info.isStartResizable : info.isEndResizable;
  return stretches ? join("grid-entry__grip", `grid-entry__grip--${kind}-${edge}`, info.isSelected && "grid-entry__grip--touch") : "";
};

export default {
  name: "umbra-theme",
  optionDefaults: {
    viewClass: "grid__view",
    eventClass: entryClass,
    listItemEventClass: "grid-entry--item",
    blockEventClass: "grid-entry--block",
    eventInnerClass: "grid-entry__inner",
    rowEventClass: "grid-entry--row",
    rowEventBeforeClass: grip("start", "row"),
    rowEventAfterClass: grip("end", "row"),
    columnEventClass: (info) => join("grid-entry--column", info.isShort && "grid-entry--short"),
    columnEventBeforeClass: grip("start", "column"),
    columnEventAfterClass: grip("end", "column"),
    moreLinkClass: "grid-rest",
    columnMoreLinkClass: "grid-rest--column",
    dayHeaderAlign: "center",
    dayHeaderClass: dayClass("grid-day-head"),
    dayHeaderInnerClass: "grid-day-head__inner",
    dayHeaderDividerClass: "grid__divider",
    dayRowClass: "grid-day-row",
    dayCellClass: dayClass("grid-day"),
    dayLaneClass: dayClass("grid-lane"),
    dayLaneInnerClass: "grid-lane__inner",
    slotLaneClass: (info) => join("grid-slot", info.isMinor && "grid-slot--minor"),
    slotHeaderClass: "grid-hour",
    slotHeaderInnerClass: "grid-hour__inner",
    slotHeaderRowClass: "grid-hours",
    fillerClass: "grid__filler",
    highlightClass: "grid__highlight",
    inlineWeekNumberClass: "grid-week-number",
  },
  views: {
    dayGrid: {
      dayCellTopClass: "grid-day__top",
      dayCellBottomClass: "grid-day__bottom",
    },
    timeGrid: {
      dayCellBottomClass: "grid-day__bottom",
      weekNumberHeaderClass: "grid-week-number-head",
      allDayHeaderClass: "grid-all-day-head",
      allDayDividerClass: "grid__divider",
      slotHeaderDividerClass: "grid-hours__divider",
      nowIndicatorLineClass: "grid-now",
      nowIndicatorDotClass: "grid-now__dot",
    },
  },
};
