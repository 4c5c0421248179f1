package dev.demitasse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table of the report: a peer a row, a figure a column. */
record Table(String title, String command, Service service, List<Column> columns) {
    /** A column: its head, and the figure in it. */
    record Column(String head, String figure) {}

    /** Lines of Markdown; peers without any value are left out, and nothing at all is said if none has one. */
    List<String> markdown(Results results, List<Peer> peers) {
        var rows = new ArrayList<String>();
        for (Peer peer : peers) {
            List<Optional<Spread>> cells = columns.stream()
                    .map(column -> results.spread(column.figure(), service, peer))
                    .toList();
            if (cells.stream().anyMatch(Optional::isPresent)) {
                rows.add("| " + peer.title() + " | "
                        + cells.stream()
                                .map(cell -> cell.map(Numbers::of).orElse("–"))
                                .collect(Collectors.joining(" | "))
                        + " |");
            }
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("### " + title);
        lines.add("`" + command + "`");
        lines.add("");
        lines.add("| | " + columns.stream().map(Column::head).collect(Collectors.joining(" | ")) + " |");
        lines.add("|---".repeat(columns.size() + 1) + "|");
        lines.addAll(rows);
        return lines;
    }
}
