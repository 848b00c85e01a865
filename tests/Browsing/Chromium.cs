using Microsoft.Playwright;

namespace ChatAspire.Tests.Browsing;

/// <summary>The machine's Chromium, headless.</summary>
internal static class Chromium
{
    /// <summary>The headless shell takes half of the processor time of the whole browser; both render the same.</summary>
    private static readonly string[] Programs =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string? Program = Programs.FirstOrDefault(File.Exists);

    public static bool IsInstalled => Program is not null;

    /// <summary>Skips the test where Chromium is missing.</summary>
    public static void Require() => Assert.SkipUnless(IsInstalled,
        $"The tests of pages require Chromium, which eng/test installs on Debian; none of {string.Join(", ", Programs)} exists.");

    /// <summary>Starts a browser.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Program,
        Args =
        [
            "--no-sandbox", // the sandbox refuses to run as root, and only our own pages are opened
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    });
}
