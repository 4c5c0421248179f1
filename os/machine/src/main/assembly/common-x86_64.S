# The machine code that no compiler writes for us, the part that does not care what it runs on: context switch, the first
# instructions of a thread, the check of the processor.
#
# Truth: System V ABI, AMD64 supplement, for the calls between this file and Java; Intel SDM volume 2 (CPUID).
#
# After an edit run ./assemble beside this file; a test assembles it again and compares with the object that is shipped.
#
# Symbols from Java: demi_thread_exit(), demi_wait_java(deadline), main().
# Symbols from the platform: demi_early_print.

        .intel_syntax noprefix

        .macro  function name
        .globl  \name
        .type   \name, @function
        .balign 16
\name:
        .endm

        .text

# What the compiler was allowed to use (x86-64-v3) must be there; the table names what is missing. Called at entry;
# answers 0 when nothing is. Keeps %r12, %r14, %rbp and %rsp.
function demi_check_processor
        mov     r13, offset features
        xor     r15d, r15d
        xor     r10d, r10d
1:      mov     eax, [r13]                  # leaf, or 0 at the end
        test    eax, eax
        jz      5f
        cmp     eax, r10d                   # CPUID is slow in a virtual machine: once a leaf
        je      6f
        mov     r10d, eax
        xor     ecx, ecx
        cpuid
        mov     r8d, ecx
        mov     r9d, ebx
6:      mov     ecx, r8d
        cmp     dword ptr [r13 + 4], 1
        je      2f
        mov     ecx, r9d                    # the table's register 0 is EBX, 1 is ECX
2:      mov     eax, [r13 + 8]
        bt      ecx, eax
        jc      4f
        test    r15d, r15d
        jnz     3f
        inc     r15d
        mov     rsi, offset missing_text
        call    demi_early_print
3:      mov     rsi, [r13 + 16]
        call    demi_early_print
4:      add     r13, 24
        jmp     1b
5:      mov     eax, r15d
        ret

# ---------------------------------------------------------------------------------------------------------------------
# Called from Java, System V ABI, no safepoint transition unless said otherwise.
# ---------------------------------------------------------------------------------------------------------------------

# demi_switch(pointer to where this thread's stack pointer is kept, the other's stack pointer)
function demi_switch
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [rdi], rsp
        mov     rsp, rsi
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

# First instructions of a new thread: %r12 the function, %r13 its argument (see demi_prepare).
thread_entry:
        mov     rdi, r13
        mov     r14, [demi_heap_base]
        xor     r15d, r15d
        xor     ebp, ebp
        call    r12
        mov     rdi, rax
        mov     r14, [demi_heap_base]
        xor     r15d, r15d
        call    demi_thread_exit
        ud2

# demi_prepare(top of stack, function, argument): the stack pointer demi_switch starts the thread from
function demi_prepare
        and     rdi, -16
        mov     rax, offset thread_entry
        mov     [rdi - 8], rax
        mov     qword ptr [rdi - 16], 0     # rbx
        mov     qword ptr [rdi - 24], 0     # rbp
        mov     [rdi - 32], rsi             # r12
        mov     [rdi - 40], rdx             # r13
        mov     qword ptr [rdi - 48], 0     # r14
        mov     qword ptr [rdi - 56], 0     # r15
        lea     rax, [rdi - 56]
        ret

# demi_wait(deadline) called with a transition to native, so that the caller's frames can be walked while it waits
function demi_wait
        jmp     demi_wait_java

# demi_main(argc, argv): SubstrateVM's C entry to the application's main
function demi_main
        jmp     main

function demi_tsc
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        ret

# CPU features were checked at entry; SubstrateVM's own checks find nothing to complain of.
function checkCPUFeatures
        xor     eax, eax
        ret

function checkCPUFeaturesOrExit
        xor     eax, eax
        ret

# SVM_FindJavaTZmd: the time zone that the system is set to. There is none: Java falls back to UTC.
function SVM_FindJavaTZmd
        xor     eax, eax
        ret

# determineCPUFeatures(struct): leaves it zeroed, so that code choosing at run time takes the baseline's paths.
function determineCPUFeatures
        ret

# ---------------------------------------------------------------------------------------------------------------------
        .section .rodata, "a"
        .balign 8
features:
        .macro  feature leaf, register, bit, name
        .long   \leaf, \register, \bit, 0
        .quad   9f
        .pushsection .rodata.text, "a"
9:      .asciz  "\name"
        .popsection
        .endm
        feature 1, 1, 0, " sse3"
        feature 1, 1, 9, " ssse3"
        feature 1, 1, 12, " fma"
        feature 1, 1, 13, " cx16"
        feature 1, 1, 19, " sse4.1"
        feature 1, 1, 20, " sse4.2"
        feature 1, 1, 22, " movbe"
        feature 1, 1, 23, " popcnt"
        feature 1, 1, 26, " xsave"
        feature 1, 1, 28, " avx"
        feature 7, 0, 3, " bmi1"
        feature 7, 0, 5, " avx2"
        feature 7, 0, 8, " bmi2"
        feature 0x80000001, 1, 5, " lzcnt"
        .long   0
        .balign 8
missing_text:
        .asciz  "demitasse: the processor lacks what this image was compiled for (x86-64-v3):"

        .bss
        .balign 8
        .globl  demi_heap_base
demi_heap_base:
        .skip   8

        .section .note.GNU-stack, "", @progbits
