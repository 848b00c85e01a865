using System.Diagnostics;
using System.Numerics;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Gives way to a lab that shares this machine's processors: observing its traffic must not change it.</summary>
internal static class LowPriority
{
    /// <summary>Lowers this process's priority, and binds it to the last processor.</summary>
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
