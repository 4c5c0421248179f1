package dev.demitasse.cli;

import dev.demitasse.control.CertificateView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi certificate}. */
@Command(
        name = "certificate",
        description = {
            "Keep certificates by which the ports of services end TLS. One added again is renewed: who connects from then"
                    + " on sees the new one."
        },
        footer = {
            "",
            "Examples:",
            "  demi certificate add shop --chain fullchain.pem --key privkey.pem",
            "  demi certificate list",
        })
final class CertificateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTION", description = "add, list or rm.")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which one to add or to remove.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--chain", paramLabel = "FILE", description = "The certificate and those up to its root, in PEM.")
    private Optional<Path> chain = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, in PEM (PKCS#8, not encrypted).")
    private Optional<Path> key = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What can be done, named as the user writes it. */
    enum Action {
        /** Keep one, or another under the name of one. */
        add,
        /** Show them without their keys. */
        list,
        /** Remove one that no service refers to. */
        rm
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        switch (action) {
            case add -> {
                var pem = new ByteArrayOutputStream();
                pem.write(file(chain, "--chain"));
                pem.write('\n');
                pem.write(file(key, "--key"));
                server.client().put(path(), pem.toByteArray());
            }
            case list -> print(server.client().get("/v1/certificates", CertificateView[].class));
            case rm -> server.client().delete(path());
        }
        return ExitStatus.OK;
    }

    private String path() {
        String named = name.orElseThrow(() ->
                new CommandException("demi certificate " + action + " needs the certificate's name", ExitStatus.USAGE));
        return "/v1/certificates/" + ControlClient.encoded(named);
    }

    private static byte[] file(Optional<Path> file, String option) throws IOException {
        Path named = file.orElseThrow(
                () -> new CommandException("demi certificate add needs " + option + " FILE", ExitStatus.USAGE));
        if (!Files.isRegularFile(named)) {
            throw new CommandException(named + " does not exist");
        }
        return Files.readAllBytes(named);
    }

    private void print(CertificateView[] certificates) {
        if (output.isJson()) {
            System.out.println(Json.write(certificates));
            return;
        }
        var table = new Table("CERTIFICATE", "SUBJECT", "EXPIRES", "SERVICES");
        for (CertificateView certificate : certificates) {
            table.row(
                    certificate.name(),
                    certificate.subject(),
                    certificate.expires(),
                    String.join(", ", certificate.services()));
        }
        table.print(System.out);
    }
}
