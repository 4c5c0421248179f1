package dev.demitasse.net;

import dev.demitasse.net.core.Turn;
import dev.demitasse.net.dhcp.DhcpClient;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Link;
import dev.demitasse.net.tcp.Tcp;
import dev.demitasse.net.wire.EthernetHeader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An interface as users see it. Methods take the stack's lock. */
final class StackInterface implements Interface {
    private final Link link;
    private final Turn turn;
    private final Internet internet;
    private final Tcp tcp;
    private final @Nullable DhcpClient dhcp;
    private @Nullable ConfigurationListener listener;

    StackInterface(Link link, Turn turn, Internet internet, Tcp tcp, @Nullable DhcpClient dhcp) {
        this.link = link;
        this.turn = turn;
        this.internet = internet;
        this.tcp = tcp;
        this.dhcp = dhcp;
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public int index() {
        return link.index();
    }

    @Override
    public boolean loopback() {
        return link.loopback();
    }

    @Override
    public boolean up() {
        return true;
    }

    @Override
    public Optional<byte[]> hardwareAddress() {
        return link instanceof EthernetLink ethernet
                ? Optional.of(EthernetHeader.bytes(ethernet.hardwareAddress()))
                : Optional.empty();
    }

    @Override
    public int mtu() {
        turn.enter();
        try {
            return link.mtu();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void setMtu(int mtu) {
        turn.enter();
        try {
            link.setMtu(mtu);
        } finally {
            turn.exit();
        }
    }

    @Override
    public List<InterfaceAddress> addresses() {
        turn.enter();
        try {
            return List.copyOf(link.addresses());
        } finally {
            turn.exit();
        }
    }

    @Override
    public void addAddress(InterfaceAddress address) {
        turn.enter();
        try {
            internet.addAddress(link, address);
            changed();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void removeAddress(IpAddress address) {
        turn.enter();
        try {
            internet.removeAddress(link, address);
            tcp.addressRemoved(address);
            changed();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void startDhcp(String hostname) {
        turn.enter();
        try {
            client().start(hostname);
        } finally {
            turn.exit();
        }
    }

    @Override
    public void stopDhcp() {
        turn.enter();
        try {
            client().stop();
        } finally {
            turn.exit();
        }
    }

    private DhcpClient client() {
        if (dhcp == null) {
            throw new NetworkException(NetworkError.NOT_SUPPORTED, "DHCP on " + link.name());
        }
        return dhcp;
    }

    @Override
    public void startAutoconfiguration() {
        turn.enter();
        try {
            ethernet().ipv6().startAutoconfiguration();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void stopAutoconfiguration() {
        turn.enter();
        try {
            ethernet().ipv6().stopAutoconfiguration();
        } finally {
            turn.exit();
        }
    }

    private EthernetLink ethernet() {
        if (link instanceof EthernetLink ethernet) {
            return ethernet;
        }
        throw new NetworkException(NetworkError.NOT_SUPPORTED, "autoconfiguration of " + link.name());
    }

    @Override
    public boolean configured() {
        turn.enter();
        try {
            return hasAddress();
        } finally {
            turn.exit();
        }
    }

    @Override
    public void setConfigurationListener(ConfigurationListener value) {
        turn.enter();
        try {
            listener = value;
            if (hasAddress()) {
                value.configurationChanged(this);
            }
        } finally {
            turn.exit();
        }
    }

    /** The IPv6 link-local address does not count: it is always there, and tells nothing of the network. */
    private boolean hasAddress() {
        for (InterfaceAddress address : link.addresses()) {
            if (address.address().isIpv4() || !address.address().isLinkLocal()) {
                return true;
            }
        }
        return false;
    }

    /** Tells the listener, under the lock. */
    void changed() {
        ConfigurationListener told = listener;
        if (told != null) {
            told.configurationChanged(this);
        }
    }
}
