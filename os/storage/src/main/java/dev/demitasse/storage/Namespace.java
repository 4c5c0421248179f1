package dev.demitasse.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringJoiner;

/**
 * The one tree of names programs see: a root file system and others mounted on its directories.
 *
 * <p>Paths are {@code /}-separated; those that do not start with {@code /} start at the root, which is also the working
 * directory and never changes. Mounts are made before the namespace is shared; from then on it is immutable.
 */
public final class Namespace {
    /** As many as Linux follows before it gives up (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    private static final int MAX_NAME = 255;

    private final FileSystem root;
    private final List<Mount> mounts = new ArrayList<>();

    /**
     * A file system that hides a directory of another.
     *
     * @param path where, absolute
     * @param covered the hidden directory
     * @param fileSystem what is seen there
     */
    public record Mount(String path, Directory covered, FileSystem fileSystem) {}

    /** @param root what is seen at {@code /} */
    public Namespace(FileSystem root) {
        this.root = root;
        mounts.add(new Mount("/", root.root(), root));
    }

    /**
     * Makes {@code fileSystem} seen at {@code path}.
     *
     * @throws StorageException NO_ENTRY or NOT_DIRECTORY when there is no directory to cover
     */
    public Namespace mount(String path, FileSystem fileSystem) throws StorageException {
        if (!(find(path) instanceof Directory directory)) {
            throw new StorageException(ErrorCode.NOT_DIRECTORY);
        }
        mounts.add(new Mount(path, directory, fileSystem));
        return this;
    }

    /** The file systems seen, the root first. */
    public List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /**
     * The node at {@code path}, behind all symbolic links.
     *
     * @throws StorageException NO_ENTRY, NOT_DIRECTORY, LOOP, NAME_TOO_LONG
     */
    public Node find(String path) throws StorageException {
        return new Walk().node(path, true);
    }

    /** Like {@link #find}, but a symbolic link in the last place is itself the answer. */
    public Node findNoFollow(String path) throws StorageException {
        return new Walk().node(path, false);
    }

    /**
     * The absolute path of {@code path} without links, {@code .} and {@code ..}; all of it must exist.
     *
     * @throws StorageException as {@link #find}
     */
    public String realPath(String path) throws StorageException {
        Walk walk = new Walk();
        walk.node(path, true);
        return walk.path();
    }

    /**
     * The file system that holds the node at {@code path}.
     *
     * @throws StorageException as {@link #find}
     */
    public FileSystem fileSystemOf(String path) throws StorageException {
        Walk walk = new Walk();
        walk.node(path, true);
        for (Step step : walk.steps) {
            for (Mount mount : mounts) {
                if (isSame(step.node, mount.fileSystem.root())) {
                    return mount.fileSystem;
                }
            }
        }
        return root;
    }

    /**
     * The directory and name that {@code path} stands for, for something that is to be made, renamed or removed: links
     * are followed except in the last place, which need not exist.
     *
     * @throws StorageException NO_ENTRY, NOT_DIRECTORY, LOOP, NAME_TOO_LONG; INVALID when the path ends in {@code .} or
     *     {@code ..}; EXISTS for the root itself
     */
    public Place place(String path) throws StorageException {
        List<String> components = components(path);
        if (components.isEmpty()) {
            throw new StorageException(path.isEmpty() ? ErrorCode.NO_ENTRY : ErrorCode.EXISTS);
        }
        String name = components.getLast();
        if (name.equals(".") || name.equals("..")) {
            throw new StorageException(ErrorCode.INVALID);
        }
        if (name.length() > MAX_NAME) {
            throw new StorageException(ErrorCode.NAME_TOO_LONG);
        }
        Walk walk = new Walk();
        walk.follow(components.subList(0, components.size() - 1), true);
        return new Place(walk.directory(), name);
    }

    /**
     * Where something is or is to be.
     *
     * @param directory the directory
     * @param name the name in it
     */
    public record Place(Directory directory, String name) {}

    private static List<String> components(String path) {
        List<String> components = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                if (i > start) {
                    components.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return components;
    }

    private Node mountedOn(Node node) {
        // The latest mount wins, and the root of one may be covered by the next.
        Node seen = node;
        for (Mount mount : mounts) {
            if (isSame(mount.covered, seen)) {
                seen = mount.fileSystem.root();
            }
        }
        return seen;
    }

    /** Nodes are things, not values: there is one object for each. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Node one, Node other) {
        return one == other;
    }

    /** One name on the way from the root. */
    private record Step(String name, Node node) {}

    /** One resolution of a path. Confined to its thread. */
    private final class Walk {
        /** The way from the root to where the walk is, the newest first; empty at the root. */
        private final Deque<Step> steps = new ArrayDeque<>();

        private int links;

        Node node(String path, boolean followLast) throws StorageException {
            if (path.isEmpty()) {
                throw new StorageException(ErrorCode.NO_ENTRY);
            }
            follow(components(path), followLast);
            // A trailing slash asks for a directory (POSIX.1-2017 section 4.13).
            return path.endsWith("/") ? directory() : current();
        }

        void follow(List<String> components, boolean followLast) throws StorageException {
            for (int i = 0; i < components.size(); i++) {
                boolean last = i == components.size() - 1;
                step(components.get(i), followLast || !last);
            }
        }

        private void step(String name, boolean followLink) throws StorageException {
            Directory directory = directory();
            switch (name) {
                case "." -> {
                    return;
                }
                case ".." -> {
                    steps.pollFirst();
                    return;
                }
                default -> {
                    if (name.length() > MAX_NAME) {
                        throw new StorageException(ErrorCode.NAME_TOO_LONG);
                    }
                }
            }
            Node next = directory.find(name);
            if (next == null) {
                throw new StorageException(ErrorCode.NO_ENTRY);
            }
            if (followLink && next instanceof SymbolicLink link) {
                if (++links > MAX_LINKS) {
                    throw new StorageException(ErrorCode.LOOP);
                }
                if (link.target().startsWith("/")) {
                    steps.clear();
                }
                follow(components(link.target()), true);
            } else {
                steps.addFirst(new Step(name, mountedOn(next)));
            }
        }

        Node current() {
            Step step = steps.peekFirst();
            return step == null ? root.root() : step.node;
        }

        Directory directory() throws StorageException {
            if (current() instanceof Directory directory) {
                return directory;
            }
            throw new StorageException(ErrorCode.NOT_DIRECTORY);
        }

        String path() {
            StringJoiner path = new StringJoiner("/", "/", "");
            steps.descendingIterator().forEachRemaining(step -> path.add(step.name));
            return path.toString();
        }
    }
}
