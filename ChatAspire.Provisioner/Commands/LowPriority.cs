using System.Diagnostics;
using System.Numerics;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Leaves the processors to a lab on this machine, because a live walk must not disturb the traffic that it observes.</summary>
internal static class LowPriority
{
    /// <summary>Lowers this process's priority and, on Linux, binds it to the last of its processors.</summary>
    public static void Apply()
    {
        using var self = Process.GetCurrentProcess();
        self.PriorityClass = ProcessPriorityClass.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            self.ProcessorAffinity = (nint)(1UL << BitOperations.Log2((ulong)self.ProcessorAffinity));
        }
    }
}
