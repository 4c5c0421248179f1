package dev.demitasse.toolchain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/** The addresses of all symbols of one link: those shared by name, and each object's own. Immutable. */
final class SymbolTable {
    private final List<ElfObject> objects;
    private final Layout layout;
    private final Map<String, Long> shared;

    /**
     * Collects the symbols the objects define.
     *
     * @throws LinkException when two objects define the same name, neither of them weakly
     */
    SymbolTable(List<ElfObject> objects, Layout layout) {
        this.objects = objects;
        this.layout = layout;
        this.shared = layout.boundarySymbols();
        var strongIn = new HashMap<String, String>();
        for (String boundary : shared.keySet()) {
            strongIn.put(boundary, "the linker");
        }
        for (int i = 0; i < objects.size(); i++) {
            ElfObject object = objects.get(i);
            for (int symbol = 1; symbol < object.symbolCount(); symbol++) {
                int binding = object.symbolBinding(symbol);
                if (binding == ElfFormat.BIND_LOCAL || object.symbolSection(symbol) == ElfFormat.INDEX_UNDEFINED) {
                    continue;
                }
                define(object.symbolName(symbol), binding, definedAddress(i, symbol), object.name(), strongIn);
            }
        }
    }

    private void define(String name, int binding, long address, String in, Map<String, String> strongIn) {
        if (binding == ElfFormat.BIND_WEAK) {
            shared.putIfAbsent(name, address);
            return;
        }
        String other = strongIn.putIfAbsent(name, in);
        if (other != null) {
            throw new LinkException("symbol " + name + " is defined by " + other + " and by " + in);
        }
        shared.put(name, address);
    }

    private long definedAddress(int index, int symbol) {
        ElfObject object = objects.get(index);
        int section = object.symbolSection(symbol);
        if (section == ElfFormat.INDEX_ABSOLUTE) {
            return object.symbolValue(symbol);
        }
        if (section == ElfFormat.INDEX_COMMON || section >= ElfFormat.INDEX_RESERVED) {
            throw new LinkException(object.name() + ": symbol " + object.symbolName(symbol)
                    + " is in no section; compile without common symbols (-fno-common)");
        }
        return layout.address(index, object.sectionAt(section).index()) + object.symbolValue(symbol);
    }

    /** The address of a name that some object or the linker defines for all. */
    OptionalLong address(String name) {
        Long address = shared.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /**
     * The addresses of all symbols of an object, by their index.
     *
     * @param undefined is told of each symbol nobody defines, which gets the address zero
     */
    long[] addressesOf(int index, IntConsumer undefined) {
        ElfObject object = objects.get(index);
        var addresses = new long[object.symbolCount()];
        for (int symbol = 1; symbol < addresses.length; symbol++) {
            if (object.symbolSection(symbol) != ElfFormat.INDEX_UNDEFINED) {
                addresses[symbol] = object.symbolBinding(symbol) == ElfFormat.BIND_WEAK
                        ? address(object.symbolName(symbol)).orElse(0)
                        : definedAddress(index, symbol);
                continue;
            }
            OptionalLong address = address(object.symbolName(symbol));
            if (address.isPresent()) {
                addresses[symbol] = address.getAsLong();
            } else if (object.symbolBinding(symbol) != ElfFormat.BIND_WEAK) {
                undefined.accept(symbol);
            }
        }
        return addresses;
    }
}
