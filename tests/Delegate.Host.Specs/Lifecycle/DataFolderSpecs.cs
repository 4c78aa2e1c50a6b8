using Delegate.Contracts;
using Delegate.Host.Lifecycle;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Lifecycle;

public sealed class DataFolderSpecs : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Open = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly SpecFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_new_folder_is_for_its_owner_only()
    {
        DataFolder.Prepare(_temp.Home);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_temp.Home.Path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_temp.Home.LogsFolder));
    }

    [Fact]
    public void An_empty_folder_that_is_open_to_others_is_closed()
    {
        Directory.CreateDirectory(_temp.Home.Path, Open);

        DataFolder.Prepare(_temp.Home);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_temp.Home.Path));
    }

    [Fact]
    public void A_folder_of_other_things_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_temp.Home.Path, Open);
        File.WriteAllText(Path.Combine(_temp.Home.Path, "letter.txt"), "dear");

        var error = Assert.Throws<DelegateException>(() => DataFolder.Prepare(_temp.Home)).Error;

        Assert.Equal(ErrorCodes.DataFolderUnusable, error.Code);
        Assert.Equal(Open, File.GetUnixFileMode(_temp.Home.Path));
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_before_anything_is_made()
    {
        var home = new DelegateHome(Path.Combine(_temp.Folder, new string('x', 100)));

        var error = Assert.Throws<DelegateException>(() => DataFolder.Prepare(home)).Error;

        Assert.Equal(ErrorCodes.DataFolderUnusable, error.Code);
        Assert.Contains("107", error.Message, StringComparison.Ordinal);
        Assert.Contains(DelegateHome.Variable, error.Hint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home.Path));
    }

    [Fact]
    public void A_path_through_a_file_is_refused()
    {
        File.WriteAllText(Path.Combine(_temp.Folder, "file"), "");

        var error = Assert.Throws<DelegateException>(() => DataFolder.Prepare(new(Path.Combine(_temp.Folder, "file", "home")))).Error;

        Assert.Equal(ErrorCodes.DataFolderUnusable, error.Code);
    }
}
