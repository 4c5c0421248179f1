package dev.demitasse.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.ChartTheme;

/** A picture of one figure: a bar a peer, on a logarithmic scale, for the peers lie orders of magnitude apart. */
record Chart(String file, String title, Service service, String figure) {
    private static final Pattern MANY_DIGITS = Pattern.compile("(\\d\\.\\d)\\d+");
    private static final int WIDTH = 820;
    private static final int HEIGHT = 360;

    /**
     * Draws it as SVG.
     *
     * @return whether there was anything to draw
     */
    boolean draw(Results results, List<Peer> peers, Path folder) throws IOException {
        var names = new ArrayList<String>();
        var medians = new ArrayList<Double>();
        for (Peer peer : peers) {
            Optional<Spread> spread = results.spread(figure, service, peer);
            if (spread.isPresent() && spread.get().median() > 0) {
                names.add(peer.title());
                medians.add(spread.get().median());
            }
        }
        if (names.isEmpty()) {
            return false;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.XChart)
                .title(title)
                .build();
        chart.getStyler()
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler().setLabelsVisible(true).setAvailableSpaceFill(0.6);
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(floor(medians));
        chart.addSeries("median", names, medians).setFillColor(new Color(0x6f, 0x4e, 0x37));
        Path picture = folder.resolve(file);
        VectorGraphicsEncoder.saveVectorGraphic(chart, picture.toString(), VectorGraphicsFormat.SVG);
        // Letters are drawn as outlines, with more digits than can be seen: two thirds of the file.
        Files.writeString(
                picture, MANY_DIGITS.matcher(Files.readString(picture)).replaceAll("$1"));
        return true;
    }

    /** The power of ten below the smallest bar, so that it can be seen, too. */
    private static double floor(List<Double> values) {
        double least = values.stream().min(Double::compare).orElseThrow();
        return Math.pow(10, Math.floor(Math.log10(least)) - (Math.log10(least) % 1 < 0.1 ? 1 : 0));
    }
}
