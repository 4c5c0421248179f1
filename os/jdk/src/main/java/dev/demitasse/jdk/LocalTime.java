package dev.demitasse.jdk;

/** Which time zone is this instance's own. */
public final class LocalTime {
    private LocalTime() {}

    /** The system property {@code user.timezone}, else the environment variable {@code TZ}, else {@code UTC}. */
    public static String zoneId() {
        String property = System.getProperty("user.timezone", "");
        if (!property.isEmpty()) {
            return property;
        }
        String variable = System.getenv("TZ");
        if (variable == null || variable.isEmpty()) {
            return "UTC";
        }
        // A leading colon marks the name of a zone file (tzset(3)).
        return variable.startsWith(":") ? variable.substring(1) : variable;
    }
}
