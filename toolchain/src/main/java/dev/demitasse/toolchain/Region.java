package dev.demitasse.toolchain;

/** The four parts of an image, in address order; each gets its own page permissions in the guest. */
enum Region {
    /** Machine code: read and execute. */
    TEXT("text", ElfFormat.READ | ElfFormat.EXECUTE),
    /** Constants: read only. */
    RODATA("rodata", ElfFormat.READ),
    /** Initialised data and the image heap: read and write. */
    DATA("data", ElfFormat.READ | ElfFormat.WRITE),
    /** Zero at start, and not in the file: read and write. */
    BSS("bss", ElfFormat.READ | ElfFormat.WRITE);

    /** The section SVM puts its image heap in; it is declared read-only, but used in place. */
    static final String IMAGE_HEAP_SECTION = ".svm_heap";

    private final String title;
    private final int permissions;

    Region(String title, int permissions) {
        this.title = title;
        this.permissions = permissions;
    }

    /** The region an allocated section belongs to. */
    static Region of(Section section) {
        if (section.executable()) {
            return TEXT;
        }
        if (!section.occupiesFile()) {
            return BSS;
        }
        return section.writable() || section.name().equals(IMAGE_HEAP_SECTION) ? DATA : RODATA;
    }

    /** As in the names of the section and the boundary symbols. */
    String title() {
        return title;
    }

    /** {@code PF_R}, {@code PF_W} and {@code PF_X}. */
    int permissions() {
        return permissions;
    }

    /** {@code SHF_ALLOC}, {@code SHF_WRITE} and {@code SHF_EXECINSTR}. */
    long sectionFlags() {
        return ElfFormat.FLAG_ALLOCATE
                | ((permissions & ElfFormat.WRITE) != 0 ? ElfFormat.FLAG_WRITE : 0)
                | ((permissions & ElfFormat.EXECUTE) != 0 ? ElfFormat.FLAG_EXECUTE : 0);
    }

    /** The symbol at the region's first byte. */
    String startSymbol() {
        return "demi_" + title + "_start";
    }

    /** The symbol after the region's last page. */
    String endSymbol() {
        return "demi_" + title + "_end";
    }
}
