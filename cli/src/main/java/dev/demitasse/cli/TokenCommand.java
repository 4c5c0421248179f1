package dev.demitasse.cli;

import dev.demitasse.control.api.Tokens;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi token}. */
@Command(
        name = "token",
        description = "Make, list and revoke the tokens that let others in.",
        footer = {"", "Example:", "  demi token create ci --role operator --days 30", "  demi token revoke 1a2b3c4d"})
final class TokenCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTION", description = "create, list or revoke.")
    private Action action = Action.list;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME|ID",
            description = "Whose token to create, or the id of the one to revoke.")
    private Optional<String> argument = Optional.empty();

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer, operator or admin (default: viewer).")
    private String role = "viewer";

    @Option(names = "--days", paramLabel = "N", description = "For how many days it is good (default: for ever).")
    private Optional<Integer> days = Optional.empty();

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What can be done, named as the user writes it. */
    enum Action {
        /** Make one, and print it: nobody can look it up later. */
        create,
        /** Show all without what would let anybody in. */
        list,
        /** Make one useless. */
        revoke
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String named = switch (action) {
            case create -> needed("the owner's name");
            case revoke -> needed("the token's id");
            case list -> "";
        };
        ControlClient client = server.client();
        switch (action) {
            case create -> {
                Tokens.Issued issued = client.post(
                        ControlClient.path(
                                "/v1/tokens",
                                "name",
                                named,
                                "role",
                                role,
                                "validity",
                                days.map(count -> "P" + count + "D").orElse("")),
                        Tokens.Issued.class);
                System.out.println(issued.token());
            }
            case list -> {
                var table = new Table("ID", "NAME", "ROLE", "EXPIRES");
                for (Tokens.Token token : client.get("/v1/tokens", Tokens.Token[].class)) {
                    table.row(
                            token.id(),
                            token.name(),
                            token.role(),
                            token.expires().isEmpty() ? "never" : token.expires());
                }
                table.print(System.out);
            }
            case revoke -> client.delete("/v1/tokens/" + named);
        }
        return ExitStatus.OK;
    }

    private String needed(String what) {
        return argument.orElseThrow(
                () -> new CommandException("demi token " + action + " needs " + what, ExitStatus.USAGE));
    }
}
