package dev.demitasse.toolchain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where every section of every object goes. Immutable after construction.
 *
 * <p>Regions follow each other from {@link #BASE} on page boundaries. Inside a region, sections with the largest
 * alignment come first, which wastes least; those of equal alignment keep the order of their objects.
 */
final class Layout {
    /** The first address of an image: above the legacy hole below 1 MiB. */
    static final long BASE = 0x100000;

    static final int PAGE = 4096;

    /** A section of one of the objects, and the address it got. */
    record Placement(int object, Section section, long address) {}

    private final Map<Region, List<Placement>> placements = new EnumMap<>(Region.class);
    private final Map<Region, Long> starts = new EnumMap<>(Region.class);
    private final Map<Region, Long> ends = new EnumMap<>(Region.class);
    private final long[][] addresses;

    /**
     * Lays out the allocated sections of {@code objects}.
     *
     * @param heapAlignment alignment of the image heap, for the collector finds a chunk's header by masking addresses
     */
    Layout(List<ElfObject> objects, int heapAlignment) {
        addresses = new long[objects.size()][];
        for (int i = 0; i < objects.size(); i++) {
            addresses[i] = new long[objects.get(i).sections().size()];
        }
        long address = BASE;
        for (Region region : Region.values()) {
            List<Unplaced> sections = sectionsOf(region, objects, heapAlignment);
            int strictest = sections.isEmpty() ? 1 : sections.getFirst().alignment();
            address = align(address, Math.max(PAGE, strictest));
            starts.put(region, address);
            address = align(place(region, sections, address), PAGE);
            ends.put(region, address);
        }
    }

    private record Unplaced(int object, Section section, int alignment) {}

    private static List<Unplaced> sectionsOf(Region region, List<ElfObject> objects, int heapAlignment) {
        var found = new ArrayList<Unplaced>();
        for (int i = 0; i < objects.size(); i++) {
            for (Section section : objects.get(i).sections()) {
                if (section.allocated() && section.size() > 0 && Region.of(section) == region) {
                    boolean heap = section.name().equals(Region.IMAGE_HEAP_SECTION);
                    int alignment = heap ? Math.max(heapAlignment, section.alignment()) : section.alignment();
                    found.add(new Unplaced(i, section, alignment));
                }
            }
        }
        found.sort(Comparator.comparingInt(Unplaced::alignment).reversed());
        return found;
    }

    private long place(Region region, List<Unplaced> sections, long start) {
        var placed = new ArrayList<Placement>(sections.size());
        long address = start;
        for (Unplaced next : sections) {
            address = align(address, next.alignment());
            placed.add(new Placement(next.object(), next.section(), address));
            addresses[next.object()][next.section().index()] = address;
            address += next.section().size();
        }
        placements.put(region, List.copyOf(placed));
        return address;
    }

    /** The sections of a region in address order. */
    List<Placement> placements(Region region) {
        return placements.getOrDefault(region, List.of());
    }

    /** The region's first address, on a page boundary. */
    long start(Region region) {
        return starts.getOrDefault(region, BASE);
    }

    /** The address after the region's last page. */
    long end(Region region) {
        return ends.getOrDefault(region, BASE);
    }

    /** Bytes of a region, whole pages. */
    long size(Region region) {
        return end(region) - start(region);
    }

    /** The address of an object's section; zero when it has none. */
    long address(int object, int section) {
        return addresses[object][section];
    }

    /** The boundary symbols every image has. */
    Map<String, Long> boundarySymbols() {
        var symbols = new HashMap<String, Long>();
        for (Region region : Region.values()) {
            symbols.put(region.startSymbol(), start(region));
            symbols.put(region.endSymbol(), end(region));
        }
        symbols.put("demi_image_start", BASE);
        symbols.put("demi_image_end", end(Region.BSS));
        return symbols;
    }

    static long align(long value, int alignment) {
        return (value + alignment - 1) & -alignment;
    }
}
