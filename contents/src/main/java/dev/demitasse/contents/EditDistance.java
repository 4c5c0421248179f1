package dev.demitasse.contents;

/** How many letters must be put in, taken out or exchanged to make one text of another (Levenshtein). Stateless. */
final class EditDistance {
    private EditDistance() {}

    /**
     * The distance.
     *
     * @param most more than this is not of interest: an answer above it may be too small
     */
    static int of(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most == Integer.MAX_VALUE ? most : most + 1;
        }
        int[] above = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int exchange = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(exchange, Math.min(above[j], row[j - 1]) + 1);
            }
            int[] done = above;
            above = row;
            row = done;
        }
        return above[other.length()];
    }
}
