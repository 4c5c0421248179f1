package dev.demitasse.toolchain;

import dev.demitasse.toolchain.ImageStore.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a layout's index lists, with the manifests read: images, what they are called, what is said about them. Immutable;
 * the methods that change something return a new list for the index. Manifests that are missing or were changed count as
 * not there.
 */
final class ImageIndex {
    private final OciLayout layout;
    private final List<OciDescriptor> listed;
    private final Map<String, OciManifest> manifests = new LinkedHashMap<>();

    private ImageIndex(OciLayout layout, List<OciDescriptor> listed) {
        this.layout = layout;
        this.listed = listed;
    }

    static ImageIndex read(OciLayout layout, List<OciDescriptor> listed) {
        var index = new ImageIndex(layout, listed);
        for (OciDescriptor described : listed) {
            if (!index.manifests.containsKey(described.digest())) {
                try {
                    index.manifests.put(described.digest(), layout.manifest(described));
                } catch (IOException _) {
                    // As documented: what cannot be verified is not there.
                    continue;
                }
            }
        }
        return index;
    }

    /** Images by their digest, newest first. */
    List<Entry> images() {
        var byDigest = new LinkedHashMap<String, Entry>();
        for (OciDescriptor described : listed) {
            elf(described).ifPresent(elf -> byDigest.merge(elf.hex(), entry(described, elf), ImageIndex::merged));
        }
        return byDigest.values().stream()
                .filter(entry -> Files.exists(entry.image()))
                .sorted(Comparator.comparingLong(
                                (Entry entry) -> entry.image().toFile().lastModified())
                        .reversed())
                .toList();
    }

    private Entry entry(OciDescriptor described, OciDescriptor elf) {
        return new Entry(
                layout.blob(elf),
                elf.hex(),
                described.bare(),
                described.name().stream().toList());
    }

    private static Entry merged(Entry earlier, Entry later) {
        List<String> names = Stream.concat(earlier.names().stream(), later.names().stream())
                .sorted()
                .toList();
        return new Entry(later.image(), later.digest(), later.manifest(), names);
    }

    /** See {@link ImageStore#byName}. */
    Optional<Entry> byName(String name) {
        String whole = name.contains("@") || name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
        List<Entry> ending = new ArrayList<>();
        for (OciDescriptor described : listed) {
            Optional<OciDescriptor> elf = elf(described);
            Optional<String> called = described.name();
            if (elf.isEmpty() || called.isEmpty() || !Files.exists(layout.blob(elf.get()))) {
                continue;
            }
            if (called.get().equals(whole)) {
                return Optional.of(entry(described, elf.get()));
            }
            if (called.get().endsWith("/" + whole)) {
                ending.add(entry(described, elf.get()));
            }
        }
        if (ending.stream().map(Entry::digest).distinct().count() > 1) {
            throw new BuildException(name + " is the name of several images: "
                    + String.join(
                            ", ",
                            ending.stream()
                                    .flatMap(entry -> entry.names().stream())
                                    .toList())
                    + "; say which");
        }
        return ending.stream().findFirst();
    }

    /** The manifests about any manifest of an image. */
    List<OciDescriptor> about(String digest) {
        return listed.stream()
                .filter(described -> subject(described)
                        .filter(subject -> isOf(subject, digest))
                        .isPresent())
                .map(OciDescriptor::bare)
                .toList();
    }

    /** With a name that stands for this manifest only. */
    List<OciDescriptor> named(OciDescriptor manifest, String name) {
        var changed = new ArrayList<OciDescriptor>();
        for (OciDescriptor described : unnamed(name)) {
            if (!described.isSameBlob(manifest) || described.name().isPresent()) {
                changed.add(described);
            }
        }
        changed.add(manifest.named(name));
        return changed;
    }

    /** Without a name; what nothing else calls anything is listed without one. */
    List<OciDescriptor> unnamed(String name) {
        var changed = new ArrayList<OciDescriptor>();
        for (OciDescriptor described : listed) {
            if (!described.name().equals(Optional.of(name))) {
                changed.add(described);
            } else if (listed.stream().filter(described::isSameBlob).count() == 1) {
                changed.add(described.bare());
            }
        }
        return changed;
    }

    /** With a manifest, if it is not listed. */
    List<OciDescriptor> with(OciDescriptor manifest) {
        if (listed.stream().anyMatch(manifest::isSameBlob)) {
            return listed;
        }
        var changed = new ArrayList<>(listed);
        changed.add(manifest.bare());
        return changed;
    }

    /** With the manifest of an image just built, in place of those of the same image that nobody has named or signed. */
    List<OciDescriptor> built(OciDescriptor manifest, String digest) {
        List<OciDescriptor> kept = listed.stream()
                .filter(described -> !isOf(described, digest)
                        || described.name().isPresent()
                        || listed.stream()
                                .anyMatch(other -> subject(other)
                                        .filter(described::isSameBlob)
                                        .isPresent()))
                .toList();
        return new ImageIndex(layout, kept).with(manifest);
    }

    /** Without an image and what is said about it. */
    List<OciDescriptor> without(String digest) {
        List<OciDescriptor> about = about(digest);
        return listed.stream()
                .filter(described -> !isOf(described, digest) && about.stream().noneMatch(described::isSameBlob))
                .toList();
    }

    /** Hexadecimal digests of all blobs that the index leads to. */
    Stream<String> reachable() {
        return Stream.concat(listed.stream(), manifests.values().stream().flatMap(OciManifest::blobs))
                .map(OciDescriptor::hex);
    }

    private boolean isOf(OciDescriptor described, String digest) {
        return elf(described).filter(elf -> elf.hex().equals(digest)).isPresent();
    }

    private Optional<OciDescriptor> subject(OciDescriptor described) {
        return Optional.ofNullable(manifests.get(described.digest())).flatMap(OciManifest::about);
    }

    /** The image file of a manifest, if it is an image's. */
    private Optional<OciDescriptor> elf(OciDescriptor described) {
        return Optional.ofNullable(manifests.get(described.digest()))
                .filter(manifest -> manifest.artifactType().equals(ImageArtifact.TYPE))
                .flatMap(manifest -> manifest.layer(ImageArtifact.ELF));
    }
}
