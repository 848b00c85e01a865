using Microsoft.Playwright;

namespace ChatAspire.Web.Tests.Page;

/// <summary>The machine's own Chromium, without a window. One for all tests of the page; each visitor has a profile of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser. Skips the test, loudly, on a machine that has none.</summary>
    public IBrowser Instance
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"The page's tests need Chromium; none of {string.Join(", ", Programs)} exists.");
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

        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", // root may not use it, and it opens no page but ours
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        });
    }

    /// <summary>How long a test waits for something that a busy machine may take its time for.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

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

/// <summary>The tests that share the browser; one after the other, as each measures what a visitor waits for.</summary>
[CollectionDefinition("page")]
public sealed class OneBrowser : ICollectionFixture<Browser>;
