package dev.demitasse.fidelity;

/**
 * Runs the areas named by its arguments, all without any, and prints {@code end}, a tab and how many checks they had; or,
 * with {@code serve} or {@code fetch URI STORE}, speaks TLS with other programs.
 */
public final class Fidelity {
    private Fidelity() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "serve" -> Peers.serve();
            case "fetch" -> Peers.fetch(arguments[1], arguments[2]);
            default -> Run.areas(Areas.ALL, arguments);
        }
    }
}
