// Loading through the file system: bad inputs S22, S23, S25, and loads that succeed.
#include "support.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace support;

namespace {

hac_status path_status(const char *path) {
  hac_weights *w = nullptr;
  hac_error error{};
  hac_status status = news_load(path, nullptr, &w, &error);
  EXPECT_EQ(status == 0, w != nullptr);
  EXPECT_EQ(status, error.status) << error.text;
  news_unload(w);
  return status;
}

class C4_Load : public testing::Test {
protected:
  void SetUp() override { ASSERT_NE(mkdtemp(folder.data()), nullptr); }
  void TearDown() override { EXPECT_EQ(std::system(("rm -r " + folder).c_str()), 0); }
  std::string at(const char *name) const { return folder + "/" + name; }
  std::string folder = "/tmp/hac-runtime-XXXXXX";
};

TEST_F(C4_Load, S22_FileThatEndsEarly) {
  // Every cut of a valid file is refused, whatever the cut hits.
  std::string file = file_of(news_tensors());
  for (size_t bytes : {size_t(7), size_t(8), size_t(300), file.size() / 2, file.size() - 1}) {
    temporary_file cut(file.substr(0, bytes));
    EXPECT_NE(path_status(cut.path()), 0) << bytes;
  }
}

TEST_F(C4_Load, S23_NotRegular) {
  ASSERT_EQ(mkfifo(at("fifo").c_str(), 0600), 0);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, at("socket").c_str());
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
  alarm(5); // a load that blocks ends the test
  EXPECT_EQ(path_status(at("fifo").c_str()), HAC_E_FILE_NOT_REGULAR);
  EXPECT_EQ(path_status(at("socket").c_str()), HAC_E_FILE_NOT_REGULAR);
  EXPECT_EQ(path_status("/dev/null"), HAC_E_FILE_NOT_REGULAR);
  EXPECT_EQ(path_status("/dev/zero"), HAC_E_FILE_NOT_REGULAR);
  EXPECT_EQ(path_status(folder.c_str()), HAC_E_FILE_NOT_REGULAR);
  alarm(0);
  close(fd);
}

TEST_F(C4_Load, S25_Paths) {
  temporary_file file(file_of(news_tensors()));
  std::string name = file.path();
  EXPECT_EQ(path_status(file.path()), 0);
  EXPECT_EQ(path_status(("/tmp/../tmp" + name.substr(4)).c_str()), 0);
  ASSERT_EQ(symlink(file.path(), at("soft").c_str()), 0);
  EXPECT_EQ(path_status(at("soft").c_str()), 0);
  ASSERT_EQ(link(file.path(), at("hard").c_str()), 0);
  EXPECT_EQ(path_status(at("hard").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", at("dangling").c_str()), 0);
  EXPECT_EQ(path_status(at("dangling").c_str()), HAC_E_FILE_OPEN);
  EXPECT_EQ(path_status(at("nothing").c_str()), HAC_E_FILE_OPEN);
  EXPECT_EQ(path_status(""), HAC_E_FILE_OPEN);
  EXPECT_EQ(path_status(std::string(10000, 'x').c_str()), HAC_E_FILE_OPEN);
}

TEST_F(C4_Load, FromAFileAndFromMemoryTheSameOutputs) {
  temporary_file file(file_of(news_tensors()));
  hac_weights *w = nullptr;
  ASSERT_EQ(news_load(file.path(), nullptr, &w, nullptr), 0);
  classify_call call;
  call.w = w;
  call.expect_right();
  news_unload(w);
}

TEST_F(C4_Load, MemoryOfTheCaller) {
  aligned_block block(news_weights_bytes(0));
  std::string file = file_of(news_tensors());
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.memory = block.data;
  options.memory_bytes = block.bytes;
  hac_weights *w = nullptr;
  ASSERT_EQ(news_load_memory(file.data(), file.size(), &options, &w, nullptr), 0);
  classify_call call;
  call.w = w;
  call.expect_right();
  news_unload(w);
  EXPECT_EQ(call.run(), HAC_E_HANDLE); // the memory is still there, the weights are not
}

TEST_F(C4_Load, PaddingOfPanelsIsZeroInDirtyMemory) {
  aligned_block block(news_weights_bytes(0), 0xee);
  std::string file = file_of(news_tensors());
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.memory = block.data;
  options.memory_bytes = block.bytes;
  hac_weights *w = nullptr;
  ASSERT_EQ(news_load_memory(file.data(), file.size(), &options, &w, nullptr), 0);
  const float *bias = reinterpret_cast<float *>(block.data + 128 + 5952);
  for (int i = 20; i < 24; ++i)
    EXPECT_EQ(bias[i], 0);
}

TEST_F(C4_Load, ConvertRoundsToTheModelsType) {
  std::vector<tensor> tensors = news_tensors();
  for (tensor &t : tensors) { // the same values as f64
    std::vector<double> values;
    for (size_t i = 0; i < t.bytes.size(); i += 4) {
      float value;
      std::memcpy(&value, t.bytes.data() + i, 4);
      values.push_back(value * (1 + 1e-12)); // rounds back to the value
    }
    t.dtype = "F64";
    t.bytes = bytes_of(values);
  }
  std::string file = file_of(tensors);
  EXPECT_EQ(load_status(file), HAC_E_FILE_TYPE);
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.flags = HAC_LOAD_CONVERT;
  hac_weights *w = nullptr;
  ASSERT_EQ(news_load_memory(file.data(), file.size(), &options, &w, nullptr), 0);
  classify_call call;
  call.w = w;
  call.expect_right();
  news_unload(w);
}

} // namespace
