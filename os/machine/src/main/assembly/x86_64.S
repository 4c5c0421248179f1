# The machine code that no compiler writes for us, of an x86-64 virtual machine: entry, traps and privileged instructions.
# What a process has too is in common-x86_64.S.
#
# Truth: Intel SDM volume 3 (4.5 paging, 6.14 traps in 64-bit mode, 9.8.5 entering long mode), the Xen PVH boot ABI
# (docs/misc/pvh.pandoc), System V ABI for the calls between this file and Java.
#
# After an edit run ./assemble beside this file; a test assembles it again and compares with the object that is shipped.
#
# Symbols from Java: demi_boot(start_info), demi_trap(frame).
# Symbols from the linker: demi_image_start ... demi_image_end.

        .intel_syntax noprefix

        .equ    CODE64, 0x08
        .equ    DATA64, 0x10
        .equ    TASK64, 0x18

        .equ    BOOT_STACK_SIZE, 16384
        .equ    TRAP_STACK_SIZE, 16384
        .equ    XSAVE_SIZE, 1024            # x87, SSE and AVX state take 832 bytes (SDM volume 1, 13.4)

        .equ    VECTORS, 80                 # 32 traps, then 48 interrupts
        .equ    STUB_SIZE, 16

        .equ    LAPIC_EOI, 0xfee000b0

# ---------------------------------------------------------------------------------------------------------------------
# Entry, in 32-bit protected mode without paging, %ebx = hvm_start_info.
# ---------------------------------------------------------------------------------------------------------------------
        .text
        .code32
        .globl  pvh_entry
pvh_entry:
        cli
        cld
        mov     esp, offset boot_stack_top
        mov     edi, ebx                    # kept for 64-bit mode: the argument of demi_boot

        # Identity map of the first GiB with 2 MiB pages, writable and executable: replaced by the kernel's own tables
        # before any Java code that is not part of the kernel runs.
        mov     eax, offset boot_directory_pointers
        or      eax, 3
        mov     [boot_level4], eax
        mov     eax, offset boot_directory
        or      eax, 3
        mov     [boot_directory_pointers], eax
        xor     ecx, ecx
        mov     eax, 0x83                   # present, writable, 2 MiB
1:      mov     [boot_directory + ecx * 8], eax
        add     eax, 0x200000
        inc     ecx
        cmp     ecx, 512
        jne     1b

        # And the local APIC's page, uncached, for the clock's first measurement.
        mov     eax, offset boot_apic_directory
        or      eax, 3
        mov     [boot_directory_pointers + 3 * 8], eax
        mov     dword ptr [boot_apic_directory + 503 * 8], 0xfee0009b

        mov     eax, offset boot_level4
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 0x620                  # PAE, OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        mov     ecx, 0xc0000080             # EFER
        rdmsr
        or      eax, 0x900                  # LME, NXE
        wrmsr
        mov     eax, cr0
        and     eax, 0xfffffff3             # neither EM nor TS
        or      eax, 0x80010022             # PG, WP, NE, MP
        mov     cr0, eax
        lgdt    [gdt_pointer]
        .byte   0xea                        # jmp far CODE64:entry64
        .long   entry64
        .word   CODE64

        .code64
entry64:
        mov     eax, DATA64
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        xor     eax, eax
        mov     fs, eax
        mov     gs, eax
        mov     rsp, offset boot_stack_top
        mov     r12d, edi

        call    demi_check_processor
        test    eax, eax
        jz      2f
        mov     rsi, offset mend_text
        call    demi_early_print
        mov     edi, 1
        jmp     demi_power_off

2:      mov     rax, cr4
        or      eax, 0x40000                # OSXSAVE
        mov     cr4, rax
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 7                      # x87, SSE, AVX
        xsetbv

        # Task state: only its interrupt stack 1 is used, for traps.
        mov     rax, offset task_state
        mov     rcx, offset trap_stack_top
        mov     [rax + 36], rcx
        mov     rcx, offset gdt
        mov     word ptr [rcx + TASK64], 103
        mov     [rcx + TASK64 + 2], ax
        shr     rax, 16
        mov     [rcx + TASK64 + 4], al
        mov     byte ptr [rcx + TASK64 + 5], 0x89
        mov     [rcx + TASK64 + 7], ah
        mov     eax, TASK64
        ltr     ax

        # Interrupt table: one gate a stub; traps on interrupt stack 1.
        mov     rdi, offset idt
        mov     rax, offset stubs
        xor     ecx, ecx
8:      mov     [rdi], ax
        mov     word ptr [rdi + 2], CODE64
        xor     edx, edx
        cmp     ecx, 32
        setb    dl
        mov     [rdi + 4], dl
        mov     byte ptr [rdi + 5], 0x8e
        mov     rdx, rax
        shr     rdx, 16
        mov     [rdi + 6], dx
        shr     rdx, 16
        mov     [rdi + 8], rdx
        add     rax, STUB_SIZE
        add     rdi, 16
        inc     ecx
        cmp     ecx, VECTORS
        jne     8b
        lidt    [idt_pointer]

        mov     edi, r12d
        call    demi_boot
        mov     edi, 1
        jmp     demi_power_off              # demi_boot does not return

# Writes the zero-terminated text at %rsi to the serial port.
        .globl  demi_early_print
demi_early_print:
        lodsb
        test    al, al
        jz      2f
        mov     ah, al
        mov     dx, 0x3fd
1:      in      al, dx
        test    al, 0x20
        jz      1b
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        jmp     demi_early_print
2:      ret

# ---------------------------------------------------------------------------------------------------------------------
# Traps and interrupts.
# ---------------------------------------------------------------------------------------------------------------------
        .balign STUB_SIZE
stubs:
        .set    vector, 0
        .rept   32
        .balign STUB_SIZE
        # Traps that push an error code themselves: 8, 10 to 14, 17, 21, 29, 30.
        .if     ((1 << vector) & 0x60227d00) == 0
        push    0
        .endif
        push    vector
        jmp     trap
        .set    vector, vector + 1
        .endr
        .rept   VECTORS - 32
        .balign STUB_SIZE
        push    vector - 32
        jmp     interrupt
        .set    vector, vector + 1
        .endr
        .balign STUB_SIZE

# The stack on entry: vector, error, rip, cs, rflags, rsp, ss. Registers are laid below, lowest address first:
# rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15 cr2.
trap:
        sub     rsp, 128
        mov     [rsp], rax
        mov     [rsp + 8], rbx
        mov     [rsp + 16], rcx
        mov     [rsp + 24], rdx
        mov     [rsp + 32], rsi
        mov     [rsp + 40], rdi
        mov     [rsp + 48], rbp
        mov     [rsp + 56], r8
        mov     [rsp + 64], r9
        mov     [rsp + 72], r10
        mov     [rsp + 80], r11
        mov     [rsp + 88], r12
        mov     [rsp + 96], r13
        mov     [rsp + 104], r14
        mov     [rsp + 112], r15
        mov     rax, cr2
        mov     [rsp + 120], rax
        cld
        mov     rbx, rsp
        sub     rsp, XSAVE_SIZE
        and     rsp, -64
        # XRSTOR faults on reserved bits in the header, and XSAVE writes only part of it (SDM volume 1, 13.4.2).
        xor     eax, eax
        lea     rdi, [rsp + 512]
        mov     ecx, 8
        rep stosq
        mov     eax, 7
        xor     edx, edx
        xsave   [rsp]
        mov     r14, [demi_heap_base]
        mov     rdi, rbx
        call    demi_trap
        mov     eax, 7
        xor     edx, edx
        xrstor  [rsp]
        mov     rsp, rbx
        mov     rax, [rsp]
        mov     rbx, [rsp + 8]
        mov     rcx, [rsp + 16]
        mov     rdx, [rsp + 24]
        mov     rsi, [rsp + 32]
        mov     rdi, [rsp + 40]
        mov     rbp, [rsp + 48]
        mov     r8, [rsp + 56]
        mov     r9, [rsp + 64]
        mov     r10, [rsp + 72]
        mov     r11, [rsp + 80]
        mov     r12, [rsp + 88]
        mov     r13, [rsp + 96]
        mov     r14, [rsp + 104]
        mov     r15, [rsp + 112]
        add     rsp, 128 + 16
        iretq

# An interrupt only leaves a mark; the kernel looks at the marks between two threads' turns.
interrupt:
        push    rax
        mov     rax, [rsp + 8]
        lock bts qword ptr [demi_pending_interrupts], rax
        mov     eax, LAPIC_EOI
        mov     dword ptr [rax], 0
        pop     rax
        add     rsp, 8
        iretq

# ---------------------------------------------------------------------------------------------------------------------
# Called from Java, System V ABI, no safepoint transition unless said otherwise.
# ---------------------------------------------------------------------------------------------------------------------
        .macro  function name
        .globl  \name
        .type   \name, @function
        .balign 16
\name:
        .endm

# Waits for an interrupt; returns after it was marked.
function demi_idle
        sti
        hlt
        cli
        ret

function demi_in8
        mov     edx, edi
        xor     eax, eax
        in      al, dx
        ret

function demi_in16
        mov     edx, edi
        xor     eax, eax
        in      ax, dx
        ret

function demi_in32
        mov     edx, edi
        in      eax, dx
        ret

function demi_out8
        mov     edx, edi
        mov     eax, esi
        out     dx, al
        ret

function demi_out16
        mov     edx, edi
        mov     eax, esi
        out     dx, ax
        ret

function demi_out32
        mov     edx, edi
        mov     eax, esi
        out     dx, eax
        ret

# One bus access of that width each, never merged or reordered by a compiler.
function demi_read32
        mov     eax, [rdi]
        ret

function demi_write32
        mov     [rdi], esi
        ret

# demi_cpuid(leaf, subleaf, pointer to four ints: eax ebx ecx edx)
function demi_cpuid
        push    rbx
        mov     r8, rdx
        mov     eax, edi
        mov     ecx, esi
        cpuid
        mov     [r8], eax
        mov     [r8 + 4], ebx
        mov     [r8 + 8], ecx
        mov     [r8 + 12], edx
        pop     rbx
        ret

function demi_read_msr
        mov     ecx, edi
        rdmsr
        shl     rdx, 32
        or      rax, rdx
        ret

function demi_write_msr
        mov     ecx, edi
        mov     rax, rsi
        mov     rdx, rsi
        shr     rdx, 32
        wrmsr
        ret

function demi_set_page_table
        mov     cr3, rdi
        ret

function demi_invalidate_page
        invlpg  [rdi]
        ret

# demi_random(pointer to 8 bytes): 2 from RDSEED, 1 from RDRAND, 0 when neither gives any (SDM volume 1, 7.3.17).
function demi_random
        push    rbx
        mov     r8, rdi
        mov     eax, 7
        xor     ecx, ecx
        cpuid
        bt      ebx, 18
        jnc     2f
        mov     ecx, 16
1:      rdseed  rax
        jc      5f
        pause
        dec     ecx
        jnz     1b
2:      mov     eax, 1
        cpuid
        bt      ecx, 30
        jnc     4f
        mov     ecx, 16
3:      rdrand  rax
        jc      6f
        dec     ecx
        jnz     3b
4:      xor     eax, eax
        pop     rbx
        ret
5:      mov     [r8], rax
        mov     eax, 2
        pop     rbx
        ret
6:      mov     [r8], rax
        mov     eax, 1
        pop     rbx
        ret

# demi_power_off(status): each way out that a hypervisor may offer, then stop.
function demi_power_off
        cli
        mov     dx, 0xf4                    # QEMU isa-debug-exit
        mov     eax, edi
        out     dx, eax
        mov     ax, 0x2000                  # ACPI: SLP_EN with type 0, as QEMU's DSDT has S5
        mov     dx, 0x604                   # q35, and pc since QEMU 2.0
        out     dx, ax
        mov     dx, 0xb004                  # Bochs, and older pc
        out     dx, ax
        mov     al, 0xfe                    # keyboard controller: reset
        out     0x64, al
        lidt    [no_idt_pointer]            # triple fault: reset, which -no-reboot turns into an exit
        ud2
1:      hlt
        jmp     1b

# ---------------------------------------------------------------------------------------------------------------------
        .section .rodata, "a"
mend_text:
        .asciz  "\r\ndemitasse: give the machine a newer processor model (QEMU: -cpu max or -cpu host)\r\n"

        .data
        .balign 8
gdt:
        .quad   0
        .quad   0x00af9b000000ffff          # code, 64-bit
        .quad   0x00cf93000000ffff          # data
        .quad   0, 0                        # task state, filled in at entry
gdt_end:
        .balign 8
gdt_pointer:
        .word   gdt_end - gdt - 1
        .quad   gdt
        .balign 8
idt_pointer:
        .word   VECTORS * 16 - 1
        .quad   idt
        .balign 8
no_idt_pointer:
        .word   0
        .quad   0

        .bss
        .balign 4096
boot_level4:
        .skip   4096
boot_directory_pointers:
        .skip   4096
boot_directory:
        .skip   4096
boot_apic_directory:
        .skip   4096
idt:
        .skip   VECTORS * 16
        .balign 64
boot_stack:
        .skip   BOOT_STACK_SIZE
boot_stack_top:
trap_stack:
        .skip   TRAP_STACK_SIZE
trap_stack_top:
task_state:
        .skip   104
        .balign 8
        .globl  demi_pending_interrupts
demi_pending_interrupts:
        .skip   8

        .section .note.GNU-stack, "", @progbits
