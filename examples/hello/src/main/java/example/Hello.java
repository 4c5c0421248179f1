package example;

/** Prints a line, and its arguments. */
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        String version = System.getProperty("demitasse.version");
        String system = version == null ? System.getProperty("os.name") : "Demitasse " + version;
        System.out.println("Hello from " + system + " on " + System.getProperty("os.arch"));
        for (String argument : arguments) {
            System.out.println("  " + argument);
        }
    }
}
