package dev.demitasse.net.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What an interface lets through is what some member wants, and nothing else (RFC 3376 section 3.2). */
class SourceFilterTest {
    private static final int SOURCES = 6;

    private static IpAddress source(int index) {
        return IpAddress.ofIpv4(0x0a00_0001 + index);
    }

    /** A bit for each source, and one for the mode. */
    private static SourceFilter filter(int bits) {
        SourceFilter filter = (bits >>> SOURCES) == 0 ? SourceFilter.NONE : SourceFilter.ALL;
        for (int i = 0; i < SOURCES; i++) {
            if ((bits >>> i & 1) != 0) {
                filter = filter.with(source(i));
            }
        }
        return filter;
    }

    @Property
    void the_interface_lets_through_what_some_member_wants(
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 127) Integer> members) {
        List<SourceFilter> filters = new ArrayList<>();
        members.forEach(bits -> filters.add(filter(bits)));
        SourceFilter merged = SourceFilter.merged(filters);
        for (int i = 0; i <= SOURCES; i++) { // the last is in no list
            IpAddress source = source(i);
            assertThat(merged.accepts(source)).isEqualTo(filters.stream().anyMatch(each -> each.accepts(source)));
        }
    }

    @Property
    void a_table_is_what_its_members_make_it(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 3 * 128 - 1) Integer> wishes) {
        IpAddress group = IpAddress.parse("239.1.2.3");
        GroupTable table = new GroupTable();
        SourceFilter[] wanted = {SourceFilter.NONE, SourceFilter.NONE, SourceFilter.NONE};
        for (int wish : wishes) {
            int member = wish / 128;
            SourceFilter next = filter(wish % 128);
            table.change(group, wanted[member], next);
            wanted[member] = next;
            assertThat(table.filter(group).same(SourceFilter.merged(List.of(wanted))))
                    .isTrue();
        }
        for (SourceFilter each : wanted) {
            table.change(group, each, SourceFilter.NONE);
        }
        assertThat(table.size()).isZero();
    }
}
