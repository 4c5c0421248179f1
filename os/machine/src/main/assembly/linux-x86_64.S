# The machine code that no compiler writes for us, of a Linux process on x86-64: entry, the system call, and what the
# kernel calls when an instruction cannot go on.
#
# Truth: Linux arch/x86/entry/entry_64.S (system calls), arch/x86/include/uapi/asm/sigcontext.h and
# include/uapi/asm-generic/ucontext.h (what a signal leaves on the stack), System V ABI AMD64 supplement 3.4.1 (entry).
#
# After an edit run ./assemble beside this file; a test assembles it again and compares with the object that is shipped.
#
# Symbols from Java: demi_boot(stack), demi_trap(frame).

        .intel_syntax noprefix

        .equ    SYS_write, 1
        .equ    SYS_rt_sigreturn, 15
        .equ    SYS_exit_group, 231

        .equ    SIGNAL_STACK_SIZE, 65536    # the kernel's frame with AVX-512 and AMX state takes 11 KiB, a panic the rest

        # Registers in struct ucontext: uc_mcontext begins at 40.
        .equ    UC, 40
        .equ    UC_CS, UC + 144
        .equ    UC_SS, UC + 150
        .equ    UC_ERROR, UC + 152
        .equ    UC_VECTOR, UC + 160
        .equ    UC_CR2, UC + 176

        .macro  function name
        .globl  \name
        .type   \name, @function
        .balign 16
\name:
        .endm

        .text

# Entry: %rsp = argc, then argv, environment and auxiliary vector.
function _start
        xor     ebp, ebp
        mov     r12, rsp
        call    demi_check_processor
        test    eax, eax
        jnz     1f
        mov     rdi, r12
        call    demi_boot                   # does not return
        ud2
1:      mov     rsi, offset mend_text
        call    demi_early_print
        mov     edi, 1
        mov     eax, SYS_exit_group
        syscall
        ud2

# Writes the zero-terminated text at %rsi to standard output.
function demi_early_print
        xor     edx, edx
1:      cmp     byte ptr [rsi + rdx], 0
        je      2f
        inc     rdx
        jmp     1b
2:      mov     edi, 1
        mov     eax, SYS_write
        syscall
        ret

# demi_system_call(number, six arguments): what the kernel answers, minus the error number when it fails
function demi_system_call
        mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     r10, r8
        mov     r8, r9
        mov     r9, [rsp + 8]
        syscall
        ret

# demi_signal(number, information, context): handler of the signals that processor traps become, on the signal stack.
# Lays the registers out as the trap entry of x86_64.S does: rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15
# cr2 vector error rip cs rflags rsp ss.
function demi_signal
        movzx   eax, word ptr [rdx + UC_SS]
        push    rax
        push    [rdx + UC + 120]            # rsp
        push    [rdx + UC + 136]            # rflags
        movzx   eax, word ptr [rdx + UC_CS]
        push    rax
        push    [rdx + UC + 128]            # rip
        push    [rdx + UC_ERROR]
        push    [rdx + UC_VECTOR]
        push    [rdx + UC_CR2]
        push    [rdx + UC + 56]             # r15
        push    [rdx + UC + 48]
        push    [rdx + UC + 40]
        push    [rdx + UC + 32]
        push    [rdx + UC + 24]
        push    [rdx + UC + 16]
        push    [rdx + UC + 8]
        push    [rdx + UC]                  # r8
        push    [rdx + UC + 80]             # rbp
        push    [rdx + UC + 64]             # rdi
        push    [rdx + UC + 72]             # rsi
        push    [rdx + UC + 96]             # rdx
        push    [rdx + UC + 112]            # rcx
        push    [rdx + UC + 88]             # rbx
        push    [rdx + UC + 104]            # rax
        mov     r14, [demi_heap_base]
        mov     rdi, rsp
        call    demi_trap
        add     rsp, 23 * 8
        ret                                 # to demi_signal_return

# Where a signal handler returns to: the kernel restores what was interrupted.
function demi_signal_return
        mov     eax, SYS_rt_sigreturn
        syscall
        ud2

# ---------------------------------------------------------------------------------------------------------------------
        .section .rodata, "a"
mend_text:
        .asciz  "\ndemitasse: run it on a processor that has them (Intel Haswell, AMD Excavator, or newer)\n"

        .bss
        .balign 4096
        .globl  demi_signal_stack
demi_signal_stack:
        .skip   SIGNAL_STACK_SIZE

        .section .note.GNU-stack, "", @progbits
