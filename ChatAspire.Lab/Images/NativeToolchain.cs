using System.Diagnostics;
using System.Runtime.InteropServices;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Images;

/// <summary>Detects the tools that link native programs: a C compiler, the C library's development files, and objcopy.</summary>
internal static class NativeToolchain
{
    private static readonly Lazy<string?> Found = new(Examine);

    /// <summary>The runtime identifier of programs linked on this machine: <c>linux-x64</c>.</summary>
    public static string Rid { get; } = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The reason why this machine cannot link a native program; null if it can.</summary>
    public static string? Obstacle => Found.Value;

    private static string? Examine()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return "the machine is not Linux on x64 or arm64";
        }

        // The .NET SDK prefers clang to gcc too.
        if (Array.Find(["clang", "gcc"], LocalMachine.IsOnPath) is not { } compiler)
        {
            return "neither gcc nor clang is on the PATH";
        }

        if (!LocalMachine.IsOnPath("objcopy") && !LocalMachine.IsOnPath("llvm-objcopy"))
        {
            return "objcopy is not on the PATH";
        }

        return HasLibrary(compiler) ? null : "the C library's development files are missing (Debian: apt-get install libc6-dev)";
    }

    /// <summary>
    /// Checks for the C library's start-up object, without which nothing links. It is in libc6-dev, which Debian's gcc package only
    /// recommends.
    /// </summary>
    private static bool HasLibrary(string compiler)
    {
        const string StartUpObject = "crt1.o";
        using var process = Process.Start(new ProcessStartInfo(compiler, [$"-print-file-name={StartUpObject}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // /usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/crt1.o; only crt1.o if the file is missing
        var path = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return path != StartUpObject && File.Exists(path);
    }
}
