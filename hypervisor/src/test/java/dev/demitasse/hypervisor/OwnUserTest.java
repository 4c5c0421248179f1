package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who may start virtual machines as other users. */
final class OwnUserTest {
    private static final String ROOT = "Name:\tjava\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n";
    private static final String ALL_USERS = "         0          0 4294967295\n";

    @Test
    void root_of_a_machine_may_and_who_is_not_or_may_not_become_others_does_not() {
        assertThat(OwnUser.isRoot(ROOT, ALL_USERS)).isTrue();
        assertThat(OwnUser.isRoot(ROOT.replace("\t0\t0", "\t1000\t1000"), ALL_USERS))
                .isFalse();
        assertThat(OwnUser.isRoot(ROOT.replace("1ffffffffff", "0000000003f"), ALL_USERS))
                .as("a container without the capabilities")
                .isFalse();
        assertThat(OwnUser.isRoot(ROOT, "         0     100000      65536\n"))
                .as("a namespace with few users")
                .isFalse();
    }
}
