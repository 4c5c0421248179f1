package dev.demitasse.cli;

import dev.demitasse.images.KeyRing;
import dev.demitasse.images.PublicSigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi key}. */
@Command(
        name = "key",
        description = {
            "Keep the keys that sign images, and those whose signatures are believed: all of the list that have neither"
                    + " expired nor been revoked. They are Ed25519 keys in PEM files."
        },
        footer = {
            "",
            "Examples:",
            "  demi key new ann --expires 365d",
            "  demi key export ann > ann.pub",
            "  demi key import ann.pub",
            "  demi key revoke ann"
        })
final class KeyCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 1 << 16;

    @Parameters(index = "0", paramLabel = "ACTION", description = "new, list, export, import, revoke or rm.")
    private Action action = Action.list;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME|FILE",
            description = "A key's name or the beginning of its id; for import the file, - for standard input.")
    private Optional<String> argument = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What to call an imported key (default: what it says).")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "Until when a new or imported key is good: 90d, or a date (default: for ever).")
    private Optional<Expiry> expires = Optional.empty();

    @Option(
            names = "--passphrase",
            description = "Encrypt a new key with a passphrase: asked for, or $DEMITASSE_KEY_PASSPHRASE.")
    private boolean passphrase;

    @Mixin
    private OutputOption output = new OutputOption();

    /** What can be done, named as the user writes it ("import" is a word of Java's). */
    enum Action {
        /** Make a key of one's own. */
        NEW,
        /** Show all. */
        list,
        /** Print the public half. */
        export,
        /** Believe a key. */
        IMPORT,
        /** Refuse what a key has signed. */
        revoke,
        /** Forget a key. */
        rm
    }

    private record Row(String name, String id, boolean own, String state, Optional<String> expires) {}

    @Override
    public Integer call() throws IOException {
        KeyRing keys = Home.ofUser().keys();
        Optional<Instant> end = expires.map(Expiry::when);
        switch (action) {
            case NEW -> {
                Optional<String> phrase = passphrase ? Optional.of(Passphrase.chosen()) : Optional.empty();
                tell(keys.create(needed("a name"), end, phrase), "made");
            }
            case list -> list(keys);
            case export -> System.out.print(keys.find(needed("a key's name")).toText());
            case IMPORT -> {
                String file = needed("a file");
                tell(keys.add(file, read(file), name, end), "believed from now on");
            }
            case revoke ->
                tell(
                        keys.revoke(needed("a key's name"), Instant.now().truncatedTo(ChronoUnit.SECONDS)),
                        "revoked: nothing that it has signed is believed any more");
            case rm -> tell(keys.remove(needed("a key's name")), "forgotten");
        }
        return ExitStatus.OK;
    }

    private void tell(PublicSigningKey key, String what) {
        System.out.println("key " + key.name() + " (" + key.id().substring(0, 12) + ") is " + what);
    }

    private void list(KeyRing keys) throws IOException {
        List<Row> rows = keys.all().stream()
                .map(key -> new Row(
                        key.name(),
                        key.id(),
                        keys.isOwn(key),
                        state(key),
                        key.expires().map(Instant::toString)))
                .toList();
        if (output.isJson()) {
            System.out.println(Json.write(rows));
            return;
        }
        var table = new Table("KEY", "NAME", "SIGNS", "STATE", "EXPIRES");
        for (Row row : rows) {
            table.row(
                    row.id().substring(0, 12),
                    row.name(),
                    row.own() ? "here" : "elsewhere",
                    row.state(),
                    row.expires().orElse("never"));
        }
        table.print(System.out);
    }

    private static String state(PublicSigningKey key) {
        if (key.revoked().isPresent()) {
            return "revoked";
        }
        return key.expires().filter(end -> !Instant.now().isBefore(end)).isPresent() ? "expired" : "trusted";
    }

    private static String read(String file) throws IOException {
        byte[] bytes;
        if (file.equals("-")) {
            bytes = System.in.readNBytes(MOST_BYTES);
        } else {
            try (var in = Files.newInputStream(Path.of(file))) {
                bytes = in.readNBytes(MOST_BYTES);
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String needed(String what) {
        return argument.orElseThrow(
                () -> new CommandException("demi key needs " + what + " after what to do", ExitStatus.USAGE));
    }
}
