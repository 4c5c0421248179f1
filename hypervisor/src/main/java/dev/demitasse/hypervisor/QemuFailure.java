package dev.demitasse.hypervisor;

import java.io.IOException;
import java.util.Optional;

/** Turns what QEMU says when it does not start into one line for the user. */
final class QemuFailure {
    private QemuFailure() {}

    /** QEMU ran and gave up. */
    static HypervisorException of(String messages, int status) {
        String first = messages.lines()
                .map(line -> line.replaceFirst("^\\S*qemu[^:]*: ", ""))
                .filter(line -> !line.startsWith("warning:") && !line.isBlank())
                .findFirst()
                .orElse("it says nothing and exits with " + status);
        return new HypervisorException(mend(first).orElse("QEMU does not start: " + first));
    }

    /** QEMU could not be run. */
    static HypervisorException of(String binary, IOException cause) {
        return new HypervisorException(
                "cannot run %s: install QEMU (Debian and Ubuntu: apt-get install qemu-system-x86; Fedora: dnf install qemu-system-x86-core; macOS: brew install qemu) or name it with DEMITASSE_QEMU"
                        .formatted(binary),
                cause);
    }

    private static Optional<String> mend(String message) {
        if (message.contains("Could not set up host forwarding rule")) {
            return Optional.of("a forwarded port cannot be used: stop what listens there, or choose another with -p ("
                    + message + ")");
        }
        if (message.contains("cannot set up guest memory")) {
            return Optional.of("this host has not enough free memory for the instance (" + message + ")");
        }
        if (message.contains("acl file")) {
            return Optional.of("QEMU's bridge helper does not permit the bridge: put a line 'allow NAME' into"
                    + " /etc/qemu/bridge.conf (" + message + ")");
        }
        if (message.contains("/dev/net/tun") && message.contains("busy")) {
            return Optional.of("the tap interface is in use: stop the instance that has it, or name another with"
                    + " --network (" + message + ")");
        }
        if (message.contains("bridge helper") || message.startsWith("failed to ")) {
            return Optional.of("QEMU's bridge helper cannot join the bridge: make it set-uid root, or use --network"
                    + " tap=NAME (" + message + ")");
        }
        if (message.contains("/dev/net/tun")) {
            return Optional.of(
                    "the tap interface cannot be opened: create it for this user with 'ip tuntap add dev NAME"
                            + " mode tap user USER' (" + message + ")");
        }
        return Optional.empty();
    }
}
