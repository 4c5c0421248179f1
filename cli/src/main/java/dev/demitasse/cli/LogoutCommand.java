package dev.demitasse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code demi logout}. */
@Command(
        name = "logout",
        description = "Forget who you are to a registry.",
        footer = {"", "Example:", "  demi logout registry.example.com"})
final class LogoutCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST[:PORT]", description = "The registry.")
    private String host = "";

    @Override
    public Integer call() throws IOException {
        if (!Home.ofUser().credentials().forget(host)) {
            throw new CommandException("there is no login for " + host + " of demi's own to forget");
        }
        System.out.println("logged out of " + host);
        return ExitStatus.OK;
    }
}
