package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.UnmanagedMemoryUtil;
import com.oracle.svm.core.headers.LibCSupport;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CCharPointerPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.SignedWord;
import org.graalvm.word.UnsignedWord;

/** The handful of C library functions that SubstrateVM's runtime calls. */
@SuppressWarnings("unchecked")
final class KernelLibC implements LibCSupport {
    private int errno;

    @Override
    @Uninterruptible(reason = EARLY)
    public int errno() {
        return errno;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void setErrno(int value) {
        errno = value;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T memcpy(T dest, PointerBase src, UnsignedWord n) {
        UnmanagedMemoryUtil.copyForward((Pointer) src, (Pointer) dest, n);
        return dest;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> int memcmp(T s1, T s2, UnsignedWord n) {
        UnsignedWord same = UnmanagedMemoryUtil.compare((Pointer) s1, (Pointer) s2, n);
        if (same.aboveOrEqual(n)) {
            return 0;
        }
        return (((Pointer) s1).readByte(same) & 0xff) - (((Pointer) s2).readByte(same) & 0xff);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T memmove(T dest, PointerBase src, UnsignedWord n) {
        UnmanagedMemoryUtil.copy((Pointer) src, (Pointer) dest, n);
        return dest;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T memset(T s, SignedWord c, UnsignedWord n) {
        UnmanagedMemoryUtil.fill((Pointer) s, n, (byte) c.rawValue());
        return s;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T malloc(UnsignedWord size) {
        return (T) NativeHeap.allocate(size);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T calloc(UnsignedWord nmemb, UnsignedWord size) {
        UnsignedWord bytes = nmemb.multiply(size);
        Pointer block = NativeHeap.allocate(bytes);
        if (block.isNonNull()) {
            UnmanagedMemoryUtil.fill(block, bytes, (byte) 0);
        }
        return (T) block;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public <T extends PointerBase> T realloc(PointerBase ptr, UnsignedWord size) {
        return (T) NativeHeap.reallocate(ptr, size);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void free(PointerBase ptr) {
        NativeHeap.free(ptr);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void exit(int status) {
        Boot.exit(status);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord strlen(CCharPointer str) {
        int length = 0;
        while (str.read(length) != 0) {
            length++;
        }
        return Word.unsigned(length);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public CCharPointer strdup(CCharPointer str) {
        UnsignedWord bytes = strlen(str).add(1);
        Pointer copy = NativeHeap.allocate(bytes);
        if (copy.isNonNull()) {
            UnmanagedMemoryUtil.copyForward((Pointer) str, copy, bytes);
        }
        return (CCharPointer) copy;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int strcmp(CCharPointer s1, CCharPointer s2) {
        int i = 0;
        while (s1.read(i) != 0 && s1.read(i) == s2.read(i)) {
            i++;
        }
        return (s1.read(i) & 0xff) - (s2.read(i) & 0xff);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int isdigit(int c) {
        return c >= '0' && c <= '9' ? 1 : 0;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord strtoull(CCharPointer string, CCharPointerPointer endPtr, int base) {
        UnsignedWord value = Word.zero();
        int at = 0;
        while (true) {
            int c = string.read(at);
            int digit = c >= '0' && c <= '9'
                    ? c - '0'
                    : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 36;
            if (digit >= base) {
                break;
            }
            value = value.multiply(base).add(digit);
            at++;
        }
        if (endPtr.isNonNull()) {
            endPtr.write(string.addressOf(at));
        }
        return value;
    }
}
