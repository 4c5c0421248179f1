package dev.demitasse.jdk;

/** What is said of something that is done by reflection and that the image was not told of. Stateless. */
public final class MissingMetadata {
    /** Where an application or a library says it. */
    static final String FILE = "META-INF/native-image/GROUP/ARTIFACT/reachability-metadata.json of the application";

    private MissingMetadata() {}

    /**
     * Says what to add, and what finds it.
     *
     * @param action what cannot be done, such as {@code invoke method}
     * @param element with what, quoted
     * @param json the entry that is missing
     * @param manner {@code reflectively} or the like, or empty
     * @param section the list in the file that gets the entry
     */
    public static String explain(String action, String element, String json, String manner, String section) {
        String how = manner.isEmpty() ? "" : manner + " ";
        return "cannot " + how + action + " " + element
                + ": the image was not told of it when it was built. demi trace APP"
                + " finds what is missing while you use the application; or add to \"" + section + "\" in " + FILE
                + ":\n\n"
                + json + "\n";
    }
}
