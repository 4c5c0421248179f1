package dev.demitasse.storage;

import java.util.List;
import java.util.function.LongFunction;

/**
 * A read-only tree whose shape is fixed when it is built: the files compiled into the image, and the few directories
 * and device nodes every program expects. File content is shared with whoever gave it, never copied.
 */
public final class ImageFileSystem implements FileSystem {
    private final ImageDirectory root;

    private ImageFileSystem(ImageDirectory root) {
        this.root = root;
    }

    @Override
    public String kind() {
        return "image";
    }

    @Override
    public Directory root() {
        return root;
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public long capacity() {
        return root.contentBelow();
    }

    @Override
    public long free() {
        return 0;
    }

    /** Collects the tree. Directories above a file come to be by themselves. Not thread-safe. */
    public static final class Builder {
        private final int device;
        private final long time;
        private final ImageDirectory root;
        private long lastInode;

        /**
         * @param device number of the file system, unique in its namespace
         * @param time all times of all nodes, nanoseconds since 1970
         */
        public Builder(int device, long time) {
            this.device = device;
            this.time = time;
            this.root = new ImageDirectory(attributes(FileType.DIRECTORY, 0755, 0));
        }

        private Attributes attributes(FileType type, int permissions, long size) {
            int links = type == FileType.DIRECTORY ? 2 : 1;
            return new Attributes(type, permissions, size, device, ++lastInode, links, time, time, time, time);
        }

        /**
         * Adds a file with this content.
         *
         * @param path absolute, without {@code .} and {@code ..}
         * @throws IllegalArgumentException when the path is taken or runs through a file
         */
        public Builder file(String path, byte[] content) {
            return add(path, new ImageFile(attributes(FileType.REGULAR, 0444, content.length), content));
        }

        /** Adds a symbolic link. */
        public Builder symbolicLink(String path, String target) {
            return add(path, new ImageLink(attributes(FileType.SYMBOLIC_LINK, 0777, target.length()), target));
        }

        /** Adds a device, which is given its inode number. */
        public Builder device(String path, LongFunction<CharacterDevice> device) {
            return add(path, device.apply(++lastInode));
        }

        /** Adds a directory unless there is one. */
        public Builder directory(String path) {
            directoryAt(components(path));
            return this;
        }

        private Builder add(String path, Node node) {
            List<String> components = components(path);
            String name = components.getLast();
            ImageDirectory parent = directoryAt(components.subList(0, components.size() - 1));
            if (parent.find(name) != null) {
                throw new IllegalArgumentException("two files in the image have the path " + path);
            }
            parent.put(name, node);
            return this;
        }

        private ImageDirectory directoryAt(List<String> components) {
            ImageDirectory at = root;
            for (String name : components) {
                Node next = at.find(name);
                if (next == null) {
                    next = new ImageDirectory(attributes(FileType.DIRECTORY, 0755, 0));
                    at.put(name, next);
                }
                if (!(next instanceof ImageDirectory directory)) {
                    throw new IllegalArgumentException(
                            "/" + String.join("/", components) + " runs through the file " + name);
                }
                at = directory;
            }
            return at;
        }

        private static List<String> components(String path) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path " + path + " in the image does not start with /");
            }
            List<String> components = List.of(path.substring(1).split("/"));
            for (String component : components) {
                if (component.isEmpty() || component.equals(".") || component.equals("..")) {
                    throw new IllegalArgumentException("path " + path + " in the image is not in its plain form");
                }
            }
            return components;
        }

        /** The finished tree; the builder must not be used again. */
        public ImageFileSystem build() {
            return new ImageFileSystem(root);
        }
    }
}
