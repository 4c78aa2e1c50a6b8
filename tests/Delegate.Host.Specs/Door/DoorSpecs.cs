using System.Net;
using System.Net.Http.Headers;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Door;

/// <summary>Who is let in by TCP, and who is not.</summary>
public sealed class DoorSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = await RunningHost.StartAsync();
        _host.Fake.OnGetHost = () => Samples.Host;
        _host.Fake.OnListTasks = _ => new([], null);
        _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _host.Url };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_token_of_the_data_folder_opens_it_and_only_its_owner_can_read_that()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_host.Home.TokenFile));
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(_host.Url.Host)));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, Routes.Host, Token())).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic {token}")]
    public async Task Without_the_token_nothing_is_told_and_the_way_in_is_named(string? authorization)
    {
        var (code, error) = await SendAsync(HttpMethod.Get, Routes.Host, request =>
        {
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization.Replace("{token}", TokenText(), StringComparison.Ordinal));
        });
        Assert.Equal(HttpStatusCode.Unauthorized, code);
        Assert.Contains(ErrorCodes.Unauthorized, error, StringComparison.Ordinal);
        Assert.Contains("delegate dashboard", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task A_foreign_name_that_leads_here_is_refused_even_with_the_token(string name)
    {
        var (code, _) = await SendAsync(HttpMethod.Get, Routes.Host, request =>
        {
            Token()(request);
            request.Headers.Host = name;
        });
        Assert.Equal(HttpStatusCode.Forbidden, code);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task Only_the_hosts_own_pages_may_ask(string origin, HttpStatusCode expected)
    {
        var (code, _) = await SendAsync(HttpMethod.Get, Routes.Host, request =>
        {
            Token()(request);
            request.Headers.Add("Origin", origin == "own" ? Origin() : origin);
        });
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task A_link_signs_a_browser_in_once()
    {
        var link = await _host.Client.CreateLoginLinkAsync(default);
        using var first = await _http.GetAsync(link.Url);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TokenText(), cookie, StringComparison.Ordinal);
        using var second = await _http.GetAsync(link.Url);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);

        void SignedIn(HttpRequestMessage request) => request.Headers.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, Routes.Tasks, SignedIn)).Code);
        // What changes something must also say which page it comes from: cookies go along with everybody's requests.
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, Routes.StopHost, SignedIn)).Code);
        Assert.False(_host.Stopping.IsCancellationRequested);
        var own = await SendAsync(HttpMethod.Post, Routes.StopHost, request =>
        {
            SignedIn(request);
            request.Headers.Add("Origin", Origin());
        });
        Assert.Equal(HttpStatusCode.Accepted, own.Code);
    }

    [Fact]
    public async Task A_browser_is_told_in_words_a_program_in_json()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var response = await _http.SendAsync(request);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("delegate dashboard", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string Origin() => _host.Url.GetLeftPart(UriPartial.Authority);

    private string TokenText() => File.ReadAllText(_host.Home.TokenFile).Trim();

    private Action<HttpRequestMessage> Token() => request => request.Headers.Authorization = new("Bearer", TokenText());

    private async Task<(HttpStatusCode Code, string Body)> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(method, path);
        prepare(request);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
