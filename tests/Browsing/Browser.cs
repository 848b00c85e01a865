using Microsoft.Playwright;

namespace ChatAspire.Tests.Browsing;

/// <summary>The machine's Chromium, headless. All tests of pages share it; each visitor has their own profile.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser. Skips the test on a machine without Chromium.</summary>
    public IBrowser Instance
    {
        get
        {
            Chromium.Require();
            return _browser!;
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsInstalled)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)ExpectTimeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
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
