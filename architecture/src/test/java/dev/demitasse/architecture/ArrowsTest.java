package dev.demitasse.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The arrows between modules: they point down the list in each rule, never up and never across. */
@AnalyzeClasses(packages = "dev.demitasse", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArrowsTest {
    private static final String[] GUEST = {
        "dev.demitasse.machine..",
        "dev.demitasse.kernel..",
        "dev.demitasse.drivers..",
        "dev.demitasse.net..",
        "dev.demitasse.storage..",
        "dev.demitasse.jdk..",
    };

    private static final String[] HOST = {
        "dev.demitasse.contents..",
        "dev.demitasse.toolchain..",
        "dev.demitasse.images..",
        "dev.demitasse.hypervisor..",
        "dev.demitasse.egress..",
        "dev.demitasse.gateway..",
        "dev.demitasse.control..",
        "dev.demitasse.cli..",
        "dev.demitasse.junit..",
    };

    @ArchTest
    static final ArchRule the_machine_contract_depends_on_nothing_of_ours = mayUse("machine");

    @ArchTest
    static final ArchRule the_kernel_depends_on_the_machine = mayUse("kernel", "machine");

    @ArchTest
    static final ArchRule drivers_depend_on_the_machine = mayUse("drivers", "machine");

    @ArchTest
    static final ArchRule the_network_stack_depends_on_the_machine = mayUse("net", "machine");

    @ArchTest
    static final ArchRule file_systems_depend_on_the_machine = mayUse("storage", "machine");

    @ArchTest
    static final ArchRule the_jdk_boundary_depends_on_kernel_net_storage =
            mayUse("jdk", "kernel", "net", "storage", "machine");

    @ArchTest
    static final ArchRule the_network_stack_knows_only_the_small_interfaces_of_the_machine = noClasses()
            .that(resideInAPackage("dev.demitasse.net.."))
            .should()
            .dependOnClassesThat(machineExcept("NetworkDevice|PacketBuffer|PacketPool|Clock|Entropy"));

    @ArchTest
    static final ArchRule file_systems_know_only_the_small_interfaces_of_the_machine = noClasses()
            .that(resideInAPackage("dev.demitasse.storage.."))
            .should()
            .dependOnClassesThat(machineExcept("BlockDevice|Clock|Entropy"));

    @ArchTest
    static final ArchRule pure_java_stays_free_of_the_compiler = noClasses()
            .that(resideInAnyPackage("dev.demitasse.net..", "dev.demitasse.storage.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.oracle.svm..", "org.graalvm..", "jdk.internal..", "sun.."));

    @ArchTest
    static final ArchRule the_host_never_reaches_into_the_guest =
            noClasses().that(resideInAnyPackage(HOST)).should().dependOnClassesThat(resideInAnyPackage(GUEST));

    @ArchTest
    static final ArchRule the_guest_never_reaches_into_the_host =
            noClasses().that(resideInAnyPackage(GUEST)).should().dependOnClassesThat(resideInAnyPackage(HOST));

    @ArchTest
    static final ArchRule hypervisors_stand_alone = mayUse("hypervisor");

    @ArchTest
    static final ArchRule the_gateway_stands_alone = mayUse("gateway");

    @ArchTest
    static final ArchRule the_filter_of_outbound_traffic_stands_alone = mayUse("egress");

    @ArchTest
    static final ArchRule what_is_inside_an_image_is_known_without_the_compiler = mayUse("contents");

    @ArchTest
    static final ArchRule the_toolchain_depends_on_contents = mayUse("toolchain", "contents");

    @ArchTest
    static final ArchRule images_between_machines_depend_on_the_store_of_the_toolchain = mayUse("images", "toolchain");

    @ArchTest
    static final ArchRule the_junit_extension_depends_on_toolchain_and_hypervisor =
            mayUse("junit", "toolchain", "hypervisor");

    @ArchTest
    static final ArchRule the_control_plane_depends_on_gateway_egress_contents_images_toolchain_and_hypervisor =
            mayUse("control", "gateway", "egress", "contents", "images", "toolchain", "hypervisor");

    @ArchTest
    static final ArchRule what_services_are_depends_on_nothing_that_acts =
            mayUse("control.service", "egress", "toolchain");

    @ArchTest
    static final ArchRule what_runs_is_decided_without_running_it = mayUse("control.reconcile", "control.service");

    @ArchTest
    static final ArchRule what_is_wanted_is_kept_without_knowing_what_runs =
            mayUse("control.desired", "control.service");

    @ArchTest
    static final ArchRule instances_are_run_without_deciding_which =
            mayUse("control.fleet", "control.service", "egress", "images", "toolchain", "hypervisor");

    @ArchTest
    static final ArchRule what_runs_does_not_depend_on_being_observed_or_asked = noClasses()
            .that(resideInAnyPackage(
                    "dev.demitasse.control",
                    "dev.demitasse.control.desired..",
                    "dev.demitasse.control.fleet..",
                    "dev.demitasse.control.reconcile..",
                    "dev.demitasse.control.service.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.demitasse.control.observe..", "dev.demitasse.control.api.."));

    @ArchTest
    static final ArchRule what_is_observed_is_not_known_to_be_asked_for = noClasses()
            .that(resideInAPackage("dev.demitasse.control.observe.."))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.demitasse.control.api.."));

    @ArchTest
    static final ArchRule the_harness_stands_alone = mayUse("harness");

    @ArchTest
    static final ArchRule the_benchmarks_use_us_as_others_do = mayUse("bench", "harness");

    @ArchTest
    static final ArchRule modules_are_free_of_cycles = SlicesRuleDefinition.slices()
            .matching("dev.demitasse.(*)..")
            .should()
            .beFreeOfCycles();

    /** Classes of one module use, of ours, only themselves and the modules named. */
    private static ArchRule mayUse(String module, String... others) {
        var allowed = new String[others.length + 1];
        allowed[0] = "dev.demitasse." + module + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "dev.demitasse." + others[i] + "..";
        }
        return noClasses()
                .that(resideInAPackage("dev.demitasse." + module + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.demitasse..").and(not(resideInAnyPackage(allowed))));
    }

    private static DescribedPredicate<JavaClass> machineExcept(String names) {
        return resideInAPackage("dev.demitasse.machine..")
                .and(not(nameMatching("(\\[L)?dev\\.demitasse\\.machine\\.(" + names + ")(\\$.*|;)?")))
                .as("the machine contract other than " + names);
    }
}
