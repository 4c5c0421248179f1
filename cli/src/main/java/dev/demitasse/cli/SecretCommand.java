package dev.demitasse.cli;

import dev.demitasse.control.SecretView;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi secret}. */
@Command(
        name = "secret",
        description = {
            "Keep values that services refer to by name. A value is read from standard input, or asked for on a terminal;"
                    + " nothing shows it again. Instances that run keep the one they were started with."
        },
        footer = {"", "Example:", "  demi secret set shop-db < password.txt", "  demi secret list"})
final class SecretCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTION", description = "set, list or rm.")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which one to set or to remove.")
    private Optional<String> name = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What can be done, named as the user writes it. */
    enum Action {
        /** Give one a value. */
        set,
        /** Show the names, and which services refer to them. */
        list,
        /** Remove one that no service refers to. */
        rm
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String named = action == Action.list
                ? ""
                : name.orElseThrow(() ->
                        new CommandException("demi secret " + action + " needs the secret's name", ExitStatus.USAGE));
        ControlClient client = server.client();
        switch (action) {
            case set -> client.put("/v1/secrets/" + ControlClient.encoded(named), value());
            case list -> print(client.get("/v1/secrets", SecretView[].class));
            case rm -> client.delete("/v1/secrets/" + ControlClient.encoded(named));
        }
        return ExitStatus.OK;
    }

    private static byte[] value() throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return System.in.readAllBytes();
        }
        char[] typed = console.readPassword("The secret's value (it is not shown): ");
        if (typed == null) {
            throw new CommandException("no value was typed");
        }
        return new String(typed).getBytes(StandardCharsets.UTF_8);
    }

    private void print(SecretView[] secrets) {
        if (output.isJson()) {
            System.out.println(Json.write(secrets));
            return;
        }
        var table = new Table("SECRET", "SERVICES");
        for (SecretView secret : secrets) {
            table.row(secret.name(), String.join(", ", secret.services()));
        }
        table.print(System.out);
    }
}
