package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Origin;
import dev.demitasse.contents.Part;
import dev.demitasse.contents.Step;
import dev.demitasse.control.service.AllowedChanges;
import dev.demitasse.toolchain.ChangedSetting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an update may not change, found in contents made by hand. */
final class UpdateReviewTest {
    private static final AllowedChanges NOTHING = allowed(List.of(), List.of());
    private static final Component BASE = component(Origin.JDK, "java.base", "25", "", type("java.lang.String", 10));
    private static final Component SHOP = component(Origin.APPLICATION, "a:shop", "1", "aa", type("a.Main", 5));
    private static final Component GREET = component(Origin.LIBRARY, "b:greet", "1.0", "bb", type("b.Greet", 7));

    private static AllowedChanges allowed(List<String> components, List<String> packages) {
        return new AllowedChanges(components, packages, List.of(), List.of(), List.of(), List.of(), Optional.empty());
    }

    private static ImageClass type(String name, long code) {
        return new ImageClass(name, code, 0, 0);
    }

    private static Component component(Origin origin, String name, String version, String sha256, ImageClass... types) {
        return new Component(origin, name, version, "", sha256, List.of(), List.of(types));
    }

    private static Contents contents(Component... components) {
        return contents(List.of(8080), List.of(), components);
    }

    private static Contents contents(List<Integer> ports, List<Capability> abilities, Component... components) {
        long bytes = List.of(components).stream().mapToLong(Component::bytes).sum();
        return new Contents(
                bytes + 100,
                ports,
                List.of("dev.demitasse.drivers.VirtioNet"),
                List.of(components),
                List.of(new Part("file headers", 100)),
                abilities,
                List.of(new Step(-1, "the application's main", "a.Main.main(String[])")));
    }

    private static List<String> review(AllowedChanges allowed, Contents before, Contents after) {
        return UpdateReview.of(allowed, List.of(), before, after);
    }

    @Test
    void another_version_of_the_application_alone_passes_when_it_is_named_by_its_name_or_its_origin() {
        Component next = component(Origin.APPLICATION, "a:shop", "1", "cc", type("a.Main", 9), type("a.New", 1));
        Component compiledOtherwise = component(Origin.JDK, "java.base", "25", "", type("java.lang.String", 12));
        Contents before = contents(SHOP, BASE);
        Contents after = contents(next, compiledOtherwise);

        assertThat(review(NOTHING, before, after)).containsExactly("component a:shop 1 has other bytes");
        for (String name : List.of("app", "a:shop", "a:*", "*")) {
            assertThat(review(allowed(List.of(name), List.of()), before, after)).isEmpty();
        }
    }

    @Test
    void libraries_that_come_go_or_have_another_version_are_told_unless_they_are_named() {
        Component newer = component(Origin.LIBRARY, "b:greet", "1.1", "dd", type("b.Greet", 7));
        Component other = component(Origin.LIBRARY, "c:other", "2", "ee", type("c.Other", 3));

        assertThat(review(NOTHING, contents(SHOP, GREET), contents(SHOP, newer, other)))
                .containsExactly("component b:greet 1.1 was 1.0", "component c:other 2 is new");
        assertThat(review(NOTHING, contents(SHOP, GREET), contents(SHOP)))
                .containsExactly("component b:greet 1.0 is gone");
        assertThat(review(allowed(List.of("library"), List.of()), contents(SHOP, GREET), contents(SHOP, newer, other)))
                .isEmpty();
    }

    @Test
    void classes_that_can_be_reached_anew_are_told_unless_their_package_is_named() {
        Component more = component(
                Origin.JDK,
                "java.base",
                "25",
                "",
                type("java.lang.String", 10),
                type("java.util.zip.Inflater", 4),
                type("sun.security.ssl.Alert", 2));

        assertThat(review(NOTHING, contents(SHOP, BASE), contents(SHOP, more)))
                .containsExactly("class java.util.zip.Inflater is new", "class sun.security.ssl.Alert is new");
        assertThat(review(allowed(List.of(), List.of("java.util.*")), contents(SHOP, more), contents(SHOP, BASE)))
                .containsExactly("class sun.security.ssl.Alert is gone");
    }

    @Test
    void of_a_component_that_is_no_file_the_machine_code_is_looked_at() {
        Component folder = component(Origin.APPLICATION, "shop", "", "", type("a.Main", 5), type("a.Same", 5));
        Component next = component(Origin.APPLICATION, "shop", "", "", type("a.Main", 6), type("a.Same", 5));

        assertThat(review(NOTHING, contents(folder), contents(next)))
                .containsExactly("class a.Main has machine code of another size");
        assertThat(review(NOTHING, contents(folder), contents(folder))).isEmpty();
    }

    @Test
    void abilities_ports_settings_and_growth_are_told_first_and_each_can_be_allowed() {
        var connects = new Capability(Capability.OUTBOUND_NETWORK, 0);
        Contents before = contents(SHOP);
        Component larger = component(Origin.APPLICATION, "a:shop", "1", "cc", type("a.Main", 5_005));
        Contents after = contents(List.of(8080, 9090), List.of(connects), larger);
        List<ChangedSetting> settings = List.of(new ChangedSetting("memory", "64M", "96M"));
        var little = new AllowedChanges(
                List.of("app"), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.of(4_999L));
        var enough = new AllowedChanges(
                List.of("app"),
                List.of(),
                List.of(9090),
                List.of(),
                List.of("outbound-network"),
                List.of("memory"),
                Optional.of(5_000L));

        assertThat(UpdateReview.of(little, settings, before, after))
                .containsExactly(
                        "it can now connect or send to others (outbound-network)",
                        "port 9090 is new",
                        "memory is 96M, and was 64M",
                        "it is 5000 bytes larger, and growth is 4999");
        assertThat(UpdateReview.of(enough, settings, before, after)).isEmpty();
    }
}
