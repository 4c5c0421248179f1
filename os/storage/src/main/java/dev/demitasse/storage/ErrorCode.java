package dev.demitasse.storage;

/**
 * Why a call failed: the POSIX errors a file system or a socket can answer with, with the numbers and texts of Linux
 * (asm-generic/errno.h), which the JDK's Unix code was compiled against and prints.
 */
public enum ErrorCode {
    NOT_PERMITTED(1, "Operation not permitted"),
    NO_ENTRY(2, "No such file or directory"),
    INTERRUPTED(4, "Interrupted system call"),
    NO_DEVICE(6, "No such device or address"),
    BAD_DESCRIPTOR(9, "Bad file descriptor"),
    WOULD_BLOCK(11, "Resource temporarily unavailable"),
    ACCESS(13, "Permission denied"),
    EXISTS(17, "File exists"),
    CROSS_DEVICE(18, "Invalid cross-device link"),
    NOT_DIRECTORY(20, "Not a directory"),
    IS_DIRECTORY(21, "Is a directory"),
    INVALID(22, "Invalid argument"),
    TOO_MANY_OPEN(24, "Too many open files"),
    FILE_TOO_LARGE(27, "File too large"),
    NO_SPACE(28, "No space left on device"),
    ILLEGAL_SEEK(29, "Illegal seek"),
    READ_ONLY(30, "Read-only file system"),
    BROKEN_PIPE(32, "Broken pipe"),
    NAME_TOO_LONG(36, "File name too long"),
    NOT_EMPTY(39, "Directory not empty"),
    LOOP(40, "Too many levels of symbolic links"),
    NO_DATA(61, "No data available"),
    NOT_SOCKET(88, "Socket operation on non-socket"),
    NOT_SUPPORTED(95, "Operation not supported");

    private final int number;
    private final String message;

    ErrorCode(int number, String message) {
        this.number = number;
        this.message = message;
    }

    /** The value of {@code errno}. */
    public int number() {
        return number;
    }

    /** What {@code strerror} says. */
    public String message() {
        return message;
    }
}
