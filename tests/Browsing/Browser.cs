using Microsoft.Playwright;

namespace ChatAspire.Tests.Browsing;

/// <summary>The machine's Chromium, headless. All tests of pages share it; each visitor has their own profile.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser. Skips the test on a machine without Chromium.</summary>
    public IBrowser Instance
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"The tests of pages require Chromium; none of {string.Join(", ", Programs)} exists.");
            return _browser;
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (Programs.FirstOrDefault(File.Exists) is not { } program)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)ExpectTimeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", // the sandbox refuses to run as root, and only our own page is opened
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        });
    }

    /// <summary>The timeout of expectations, generous for a busy machine.</summary>
    public static TimeSpan ExpectTimeout { get; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>The tests that share the browser. They run one at a time, because each waits for the page as a visitor would.</summary>
[CollectionDefinition("page")]
public sealed class BrowserTests : ICollectionFixture<Browser>;
