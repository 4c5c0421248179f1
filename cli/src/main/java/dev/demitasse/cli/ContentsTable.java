package dev.demitasse.cli;

import dev.demitasse.contents.ContentsView;
import dev.demitasse.contents.ContentsView.ComponentView;
import dev.demitasse.contents.ContentsView.PackageView;
import dev.demitasse.contents.Part;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * What is inside an image as lines for people: components, and below them packages and classes as far as asked for, the
 * largest first. Immutable.
 *
 * @param packages whether to show packages
 * @param classes whether to show classes, and the packages that they are in
 */
record ContentsTable(boolean packages, boolean classes) {
    void print(ContentsView contents, PrintStream out) {
        var table = new Table("SIZE", "SHARE", "CLASSES", "ORIGIN", "COMPONENT");
        for (ComponentView component : contents.components()) {
            if (component.reachable()) {
                row(table, contents, component);
            }
        }
        for (Part other : contents.other()) {
            table.row(Quantities.size(other.bytes()), share(other.bytes(), contents), "", "-", other.name());
        }
        table.print(out);
        List<String> unused = contents.components().stream()
                .filter(component -> !component.reachable())
                .map(component -> title(component))
                .toList();
        if (!unused.isEmpty()) {
            out.println("On the class path, and nothing of it in the image: " + String.join(", ", unused));
        }
    }

    private void row(Table table, ContentsView contents, ComponentView component) {
        table.row(
                Quantities.size(component.bytes()),
                share(component.bytes(), contents),
                Integer.toString(component.classes()),
                component.origin(),
                title(component));
        if (!packages && !classes) {
            return;
        }
        for (PackageView one : component.packages()) {
            table.row(
                    Quantities.size(one.bytes()),
                    share(one.bytes(), contents),
                    Integer.toString(one.classes().size()),
                    "",
                    "  " + (one.name().isEmpty() ? "(unnamed package)" : one.name()));
            if (classes) {
                one.classes()
                        .forEach(each -> table.row(
                                Quantities.size(each.bytes()),
                                share(each.bytes(), contents),
                                "",
                                "",
                                "    " + each.name()));
            }
        }
    }

    private static String title(ComponentView component) {
        return component.version().isEmpty() ? component.name() : component.name() + " " + component.version();
    }

    private static String share(long bytes, ContentsView contents) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * bytes / Math.max(1, contents.size()));
    }
}
