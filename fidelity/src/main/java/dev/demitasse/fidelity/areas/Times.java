package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** {@code java.time} and the older classes for dates. */
public final class Times {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate LEAP_DAY = LocalDate.of(2024, 2, 29);

    private Times() {}

    /** Runs them. */
    public static void run(Checks checks) {
        dates(checks);
        zones(checks);
        formats(checks);
        older(checks);
    }

    private static void dates(Checks checks) {
        checks.check(
                "plus",
                () -> List.of(
                        LEAP_DAY.plusYears(1),
                        LocalDate.of(2025, 1, 31).plusMonths(1),
                        LEAP_DAY.minusDays(366),
                        LEAP_DAY.getDayOfWeek(),
                        LEAP_DAY.getDayOfYear()));
        checks.check("wrong-date", () -> LocalDate.of(2025, 2, 29));
        checks.check("wrong-month", () -> LocalDate.of(2025, 13, 1));
        checks.check(
                "until",
                () -> List.of(
                        Period.between(LEAP_DAY, LocalDate.of(2025, 4, 1)),
                        ChronoUnit.WEEKS.between(LEAP_DAY, LocalDate.of(2025, 1, 1)),
                        LEAP_DAY.datesUntil(LocalDate.of(2024, 3, 2)).toList()));
        checks.check(
                "durations",
                () -> List.of(
                        Duration.ofSeconds(3661, 500),
                        Duration.parse("PT-1H30M"),
                        Duration.ofDays(1).toHoursPart(),
                        Duration.ofMillis(-1),
                        Duration.ofSeconds(10).dividedBy(Duration.ofSeconds(3))));
        checks.check("duration-wrong", () -> Duration.parse("1 hour"));
        checks.check(
                "periods",
                () -> List.of(
                        Period.parse("P1Y2M3D").plusMonths(11).normalized(),
                        Period.ofWeeks(2),
                        Period.ofDays(-3).negated()));
        checks.check(
                "instants",
                () -> List.of(
                        Instant.ofEpochSecond(-1, 5),
                        Instant.EPOCH.plus(Duration.ofDays(365_000)),
                        Instant.parse("2024-02-29T12:00:00.123456789Z").toEpochMilli(),
                        Instant.MAX));
        checks.check("instant-overflow", () -> Instant.MAX.plusSeconds(1));
        checks.check(
                "local-time",
                () -> List.of(
                        LocalTime.of(23, 59).plusMinutes(2),
                        LocalTime.MIDNIGHT,
                        LocalTime.parse("10:15:30.5").truncatedTo(ChronoUnit.SECONDS),
                        LocalTime.NOON.toSecondOfDay()));
        checks.check(
                "adjusters",
                () -> List.of(
                        LEAP_DAY.with(TemporalAdjusters.firstInMonth(DayOfWeek.MONDAY)),
                        LEAP_DAY.with(TemporalAdjusters.lastDayOfYear()),
                        LEAP_DAY.with(TemporalAdjusters.nextOrSame(DayOfWeek.THURSDAY))));
        checks.check(
                "fields",
                () -> List.of(
                        LEAP_DAY.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                        LEAP_DAY.get(IsoFields.QUARTER_OF_YEAR),
                        LEAP_DAY.get(WeekFields.ISO.weekOfMonth()),
                        LEAP_DAY.range(ChronoField.DAY_OF_MONTH),
                        LEAP_DAY.getLong(ChronoField.EPOCH_DAY)));
        checks.check("unsupported-field", () -> LEAP_DAY.get(ChronoField.HOUR_OF_DAY));
        checks.check(
                "years",
                () -> List.of(
                        Year.isLeap(1900),
                        Year.of(2000).length(),
                        YearMonth.of(2023, 2).lengthOfMonth(),
                        Month.JANUARY.minus(1)));
        checks.check(
                "chronologies",
                () -> List.of(
                        ThaiBuddhistDate.from(LEAP_DAY),
                        JapaneseDate.from(LEAP_DAY),
                        HijrahDate.from(LEAP_DAY),
                        IsoChronology.INSTANCE.getId()));
        checks.check(
                "clock-now",
                () -> Math.abs(Duration.between(Instant.now(), Instant.ofEpochMilli(System.currentTimeMillis()))
                                .toSeconds())
                        < 5);
        checks.check(
                "clock-fixed",
                () -> LocalDateTime.now(
                        Clock.offset(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), Duration.ofHours(30))));
        checks.check("monotonic", () -> {
            long last = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                long now = System.nanoTime();
                if (now < last) {
                    return "back by " + (last - now);
                }
                last = now;
            }
            return "never back";
        });
    }

    private static void zones(Checks checks) {
        checks.check("summer-time-gap", () -> ZonedDateTime.of(2024, 3, 31, 2, 30, 0, 0, BERLIN));
        checks.check("summer-time-overlap", () -> {
            ZonedDateTime time = ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, BERLIN);
            return List.of(time, time.withLaterOffsetAtOverlap(), time.plusHours(1));
        });
        checks.check(
                "zone-history",
                () -> List.of(
                        ZoneId.of("America/New_York").getRules().getOffset(Instant.parse("1890-01-01T00:00:00Z")),
                        ZoneId.of("Asia/Kolkata").getRules().getOffset(Instant.EPOCH),
                        ZoneId.of("Pacific/Apia").getRules().getOffset(Instant.parse("2011-12-31T00:00:00Z"))));
        checks.check("zone-transitions", () -> BERLIN.getRules().nextTransition(Instant.parse("2024-01-01T00:00:00Z")));
        checks.check("zone-future", () -> ZonedDateTime.of(2090, 7, 1, 12, 0, 0, 0, ZoneId.of("Australia/Sydney")));
        checks.check(
                "zone-conversion",
                () -> ZonedDateTime.parse("2024-02-29T23:00:00+01:00[Europe/Berlin]")
                        .withZoneSameInstant(ZoneId.of("Asia/Tokyo")));
        checks.check("zone-missing", () -> ZoneId.of("Mars/Olympus"));
        checks.check("zone-malformed", () -> ZoneId.of("+25:00"));
        checks.check(
                "zone-ids",
                () -> ZoneId.getAvailableZoneIds().size() > 500
                        && ZoneId.getAvailableZoneIds().contains("Europe/Berlin"));
        checks.check("zone-default", ZoneId::systemDefault);
        checks.check(
                "zone-normalized",
                () -> List.of(ZoneId.of("UTC+2").normalized(), ZoneOffset.ofHoursMinutes(-3, -30), ZoneId.of("Z")));
        checks.check(
                "zone-names",
                () -> List.of(
                        BERLIN.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                        BERLIN.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)));
        checks.check(
                "offset-date-time",
                () -> OffsetDateTime.parse("2024-02-29T10:00:00+05:30")
                        .isEqual(OffsetDateTime.parse("2024-02-29T04:30:00Z")));
    }

    private static void formats(Checks checks) {
        ZonedDateTime time = ZonedDateTime.of(2024, 2, 29, 13, 5, 9, 120_000_000, BERLIN);
        checks.check(
                "iso",
                () -> List.of(
                        DateTimeFormatter.ISO_DATE_TIME.format(time),
                        DateTimeFormatter.ISO_WEEK_DATE.format(time),
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(time),
                        DateTimeFormatter.BASIC_ISO_DATE.format(time)));
        checks.check(
                "pattern",
                () -> DateTimeFormatter.ofPattern("EEEE, d. MMMM yyyy HH:mm:ss.SSS a B VV xxx QQQ ww", Locale.ENGLISH)
                        .format(time));
        checks.check(
                "pattern-german",
                () -> DateTimeFormatter.ofPattern("EEEE, d. MMMM yyyy", Locale.GERMAN)
                        .format(time));
        checks.check(
                "pattern-zone-names",
                () -> DateTimeFormatter.ofPattern("zzz zzzz O", Locale.ENGLISH).format(time));
        checks.check(
                "styles",
                () -> List.of(
                        DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                                .withLocale(Locale.US)
                                .format(time),
                        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT)
                                .withLocale(Locale.US)
                                .format(time)));
        checks.check(
                "parse",
                () -> List.of(
                        LocalDate.parse("29 Feb 2024", DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH)),
                        LocalDateTime.parse("20240229 1305", DateTimeFormatter.ofPattern("yyyyMMdd HHmm"))));
        checks.check("parse-wrong", () -> LocalDate.parse("2024-02-30"));
        checks.check("parse-wrong-text", () -> LocalDate.parse("29/02/2024"));
        checks.check(
                "parse-strict",
                () -> LocalDate.parse(
                        "2023-02-29",
                        DateTimeFormatter.ofPattern("uuuu-MM-dd")
                                .withResolverStyle(java.time.format.ResolverStyle.STRICT)));
        checks.check("pattern-wrong", () -> DateTimeFormatter.ofPattern("yyyy-jj"));
        checks.check(
                "builder",
                () -> new DateTimeFormatterBuilder()
                        .appendLiteral("y")
                        .appendValue(ChronoField.YEAR, 6)
                        .optionalStart()
                        .appendOffset("+HH", "zulu")
                        .optionalEnd()
                        .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                        .toFormatter(Locale.ROOT)
                        .format(time));
        checks.check(
                "text-styles",
                () -> List.of(
                        DayOfWeek.MONDAY.getDisplayName(TextStyle.SHORT, Locale.ENGLISH),
                        Month.MAY.getDisplayName(TextStyle.NARROW, Locale.ENGLISH),
                        DayOfWeek.MONDAY.getDisplayName(TextStyle.FULL, Locale.FRENCH)));
    }

    private static void older(Checks checks) {
        checks.check(
                "date",
                () -> List.of(
                        new Date(0).toInstant(),
                        new Date(0).toString(),
                        Date.from(Instant.ofEpochSecond(1)).getTime()));
        checks.check("calendar", () -> {
            var calendar = new GregorianCalendar(TimeZone.getTimeZone("America/Los_Angeles"), Locale.US);
            calendar.setTimeInMillis(1_709_208_309_000L);
            calendar.add(Calendar.MONTH, 12);
            calendar.roll(Calendar.DAY_OF_MONTH, true);
            return List.of(
                    calendar.get(Calendar.YEAR),
                    calendar.get(Calendar.DAY_OF_MONTH),
                    calendar.get(Calendar.HOUR_OF_DAY),
                    calendar.getActualMaximum(Calendar.WEEK_OF_YEAR),
                    calendar.getFirstDayOfWeek());
        });
        checks.check(
                "time-zone",
                () -> List.of(
                        TimeZone.getTimeZone("Europe/London").getOffset(1_720_000_000_000L),
                        TimeZone.getTimeZone("GMT-7:30").getID(),
                        TimeZone.getTimeZone("nowhere").getID(),
                        TimeZone.getDefault().getID()));
        checks.check("simple-date-format", () -> {
            var format = new java.text.SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSSXXX EEE", Locale.US);
            format.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
            return format.format(new Date(0))
                    + format.parse("2024-02-29T00:00:00.000+09:00 Thu").getTime();
        });
        checks.check("simple-date-format-wrong", () -> new java.text.SimpleDateFormat("yyyy", Locale.US).parse("year"));
    }
}
