package example;

/** Prints a line, and its arguments. */
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("Hello from " + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        for (String argument : arguments) {
            System.out.println("  " + argument);
        }
    }
}
