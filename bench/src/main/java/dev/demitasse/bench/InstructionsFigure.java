package dev.demitasse.bench;

import java.nio.file.Path;
import java.util.List;

/** Guest instructions from the entry of the image to {@code main}, by the script {@code bench/boot-instructions}. */
final class InstructionsFigure implements Figure {
    /** Thousands of instructions. */
    static final String THOUSANDS = "instructions.thousands";

    private final Paths paths;

    InstructionsFigure(Paths paths) {
        this.paths = paths;
    }

    @Override
    public String name() {
        return "instructions";
    }

    @Override
    public String mark() {
        return THOUSANDS;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return peer.name().equals("demitasse-vm") && service != Service.TRAFFIC;
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure(Recorder recorder) throws InterruptedException {
        Path script = paths.root().resolve("bench/boot-instructions");
        String image = recorder.peer().image(recorder.service()).getFirst().toString();
        String line = Tool.run(List.of(script.toString(), image)).lines().reduce("", (_, last) -> last);
        recorder.take(THOUSANDS, Double.parseDouble(line.substring(line.indexOf('\t') + 1)) / 1e3);
    }
}
