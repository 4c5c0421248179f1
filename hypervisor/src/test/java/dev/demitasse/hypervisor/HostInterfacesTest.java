package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostInterfacesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void show() throws Exception {
        Files.createDirectory(folder.resolve("lo"));
        Files.createDirectories(folder.resolve("br0/bridge"));
        Files.createDirectory(folder.resolve("tap0"));
        Files.writeString(folder.resolve("tap0/tun_flags"), "0x1002\n");
    }

    @Test
    void takes_a_tap_and_a_bridge_that_are_there() {
        assertThatCode(() -> check(tap("tap0"))).doesNotThrowAnyException();
        assertThatCode(() -> check(bridge("br0"))).doesNotThrowAnyException();
    }

    @Test
    void says_that_there_is_no_such_interface() {
        assertThatThrownBy(() -> check(tap("tap1")))
                .hasMessage("this host has no network interface tap1: create it with 'ip tuntap add dev tap1 mode tap',"
                        + " or name another tap interface with --network");
        assertThatThrownBy(() -> check(bridge("br1")))
                .hasMessage("this host has no network interface br1: create it with 'ip link add br1 type bridge', or"
                        + " name another bridge with --network");
        assertThatThrownBy(() -> check(tap("../net/tap0"))).hasMessageContaining("has no network interface");
    }

    @Test
    void says_that_an_interface_is_of_another_kind() {
        assertThatThrownBy(() -> check(tap("br0")))
                .hasMessage("the network interface br0 is no tap interface: name another with --network, made with"
                        + " 'ip tuntap add dev NAME mode tap'");
        assertThatThrownBy(() -> check(bridge("lo"))).hasMessageContaining("is no bridge");
    }

    @Test
    void looks_at_nothing_where_interfaces_are_not_folders() {
        var elsewhere = new HostInterfaces(folder.resolve("none"));

        assertThatCode(() -> elsewhere.check(tap("tap1"))).doesNotThrowAnyException();
    }

    @Test
    void a_tap_made_for_several_queues_is_opened_with_two_and_all_else_with_one() throws Exception {
        Files.createDirectory(folder.resolve("tap8"));
        Files.writeString(folder.resolve("tap8/tun_flags"), "0x1902\n");
        Files.createDirectory(folder.resolve("tap9"));
        Files.writeString(folder.resolve("tap9/tun_flags"), "many\n");
        var host = new HostInterfaces(folder);

        assertThat(host.queues(tap("tap8"))).isEqualTo(2);
        assertThat(host.queues(tap("tap0"))).isOne();
        assertThat(host.queues(tap("tap9"))).isOne();
        assertThat(host.queues(tap("tap1"))).isOne();
        assertThat(host.queues(bridge("br0"))).isOne();
        assertThat(host.queues(new Network.None())).isOne();
    }

    private void check(Network network) {
        new HostInterfaces(folder).check(network);
    }

    private static Network tap(String name) {
        return new Network.Tap(name, new Addressing.Dhcp());
    }

    private static Network bridge(String name) {
        return new Network.Bridge(name, new Addressing.Dhcp());
    }
}
