package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuFailureTest {
    /** What QEMU 7.2 and its bridge helper say, and what the user is told to do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            could not configure /dev/net/tun (tap0): Device or resource busy | stop the instance that has it
            could not open /dev/net/tun: Permission denied                   | ip tuntap add dev NAME mode tap user USER
            could not configure /dev/net/tun (t): Operation not permitted    | ip tuntap add dev NAME mode tap user USER
            failed to parse default acl file `/etc/qemu/bridge.conf'         | put a line 'allow NAME' into
            access denied by acl file                                        | put a line 'allow NAME' into
            failed to open /dev/net/tun: Permission denied                   | make it set-uid root
            failed to create tun device: Operation not permitted             | make it set-uid root
            bridge helper failed                                             | make it set-uid root
            Could not set up host forwarding rule 'tcp::80-:80'              | choose another with -p
            cannot set up guest memory 'pc.ram': Cannot allocate memory      | has not enough free memory
            """)
    void names_the_mend(String said, String mend) {
        assertThat(QemuFailure.of("qemu-system-x86_64: " + said + "\n", 1))
                .hasMessageContaining(mend)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            qemu-system-x86_64: -M none: unknown | QEMU does not start: -M none: unknown
            ''                                   | QEMU does not start: it says nothing and exits with 1
            """)
    void passes_on_what_it_does_not_know(String said, String message) {
        assertThat(QemuFailure.of(said, 1)).hasMessage(message);
    }
}
