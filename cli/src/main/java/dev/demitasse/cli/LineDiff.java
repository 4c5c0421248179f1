package dev.demitasse.cli;

import java.util.ArrayList;
import java.util.List;

/** What differs between two short texts, line by line. Stateless. */
final class LineDiff {
    private LineDiff() {}

    /** The lines of both, with {@code -}, {@code +} or a blank before each; by the longest common subsequence. */
    static List<String> of(List<String> older, List<String> newer) {
        var common = new int[older.size() + 1][newer.size() + 1];
        for (int i = older.size() - 1; i >= 0; i--) {
            for (int j = newer.size() - 1; j >= 0; j--) {
                common[i][j] = older.get(i).equals(newer.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        var out = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < older.size() || j < newer.size()) {
            if (i < older.size() && j < newer.size() && older.get(i).equals(newer.get(j))) {
                out.add("  " + older.get(i++));
                j++;
            } else if (j == newer.size() || i < older.size() && common[i + 1][j] >= common[i][j + 1]) {
                out.add("- " + older.get(i++));
            } else {
                out.add("+ " + newer.get(j++));
            }
        }
        return out;
    }
}
