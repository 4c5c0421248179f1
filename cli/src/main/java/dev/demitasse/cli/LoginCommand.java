package dev.demitasse.cli;

import dev.demitasse.images.Credentials;
import dev.demitasse.images.RegistryLogin;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi login}. */
@Command(
        name = "login",
        description = {
            "Remember who you are to a registry. The password is asked for, or read from standard input, one line; it is tried"
                    + " before it is kept, in a file that only you can read."
        },
        footer = {
            "",
            "Example:",
            "  demi login registry.example.com -u ann",
            "  demi login localhost:5000 -u ann < password"
        })
final class LoginCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST[:PORT]", description = "The registry.")
    private String host = "";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "Your name there (default: asked for).")
    private Optional<String> user = Optional.empty();

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        String name = user.or(() -> console.map(terminal -> terminal.readLine("Name: ")))
                .orElseThrow(() ->
                        new CommandException("who are you to " + host + "? say it with -u NAME", ExitStatus.USAGE));
        if (name.isBlank() || name.contains(":")) {
            throw new CommandException("\"" + name + "\" is no user's name: it is empty or has a colon");
        }
        var login = new Credentials.Login(name, console.isPresent() ? typed(console.get()) : piped());
        RegistryLogin.check(host, registry.options(), login);
        home.credentials().keep(host, login);
        System.out.println("logged in to " + host + " as " + name);
        return ExitStatus.OK;
    }

    private static String typed(Console console) {
        char[] typed = console.readPassword("Password: ");
        if (typed == null) {
            throw new CommandException("no password was typed");
        }
        return new String(typed);
    }

    private static String piped() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty()) {
            throw new CommandException("there is no password on standard input");
        }
        return line;
    }
}
