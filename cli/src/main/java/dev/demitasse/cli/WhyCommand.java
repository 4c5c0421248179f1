package dev.demitasse.cli;

import dev.demitasse.contents.Contents;
import dev.demitasse.contents.Why;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi why}. */
@Command(
        name = "why",
        description = "Show why something is in an image: the calls that lead to it from main or from the boot entry.",
        footer = {
            "",
            "Examples:",
            "  demi why hello-http java.util.regex.Pattern",
            "  demi why hello-http 'sun.security.*'      a package and all below",
            "  demi why hello-http virtio-net            a driver"
        })
final class WhyCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            description = "An image file, the beginning of an image's digest, or the name of one built before.")
    private String image = "";

    @Parameters(
            index = "1",
            paramLabel = "CLASS|PACKAGE|DRIVER",
            description = "What to look for; of a class the last part of its name will do, if no other has it.")
    private String name = "";

    @Mixin
    private OutputOption output = new OutputOption();

    private record View(String name, String kind, List<Why.Hop> path) {}

    @Override
    public Integer call() throws IOException {
        Contents contents = KnownImage.of(image, Home.ofUser()).contents();
        var why = new Why(contents);
        Why.Answer answer = why.of(name).orElseThrow(() -> new CommandException(missing(why)));
        if (output.isJson()) {
            System.out.println(Json.write(new View(answer.name(), answer.kind().toString(), answer.path())));
            return ExitStatus.OK;
        }
        System.out.println(answer.kind() + " " + answer.name());
        if (answer.path().isEmpty()) {
            System.out.println("The build did not learn what leads to it.");
        }
        Why.lines(answer.path()).forEach(System.out::println);
        return ExitStatus.OK;
    }

    private String missing(Why why) {
        List<String> like = why.suggestions(name);
        return name + " is not in " + image + ": no class, package or driver of it has that name"
                + (like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?");
    }
}
