"""A corpus on disk: written report by report, read partition by partition.

    STORE/
      manifest.json                 written last: partitions, reports, sizes of files
      failures.parquet
      reports/2021-00000.parquet    a file for each table and partition; 1,000 reports of one year
      problems/2021-00000.parquet
      …
      texts/2021-00000.parquet      text, the file's text, the way between both

Every file is plain parquet, with the columns of the frame of its name: whatever reads parquet can
query it. The reports of a partition are in order of their ids, in row groups of 100, so that a few
reports are read without the others.
"""
